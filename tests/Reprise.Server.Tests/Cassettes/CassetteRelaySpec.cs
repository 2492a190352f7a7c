using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cassettes;

/// <summary>Every recorded exchange through the real gateway onto SQLite: nothing is changed on the way, and what is recorded is what was said.</summary>
public sealed class CassetteRelaySpec(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Connections = 16;
    private const string CaseHeader = "X-Case";

    private readonly ConcurrentDictionary<string, (string Method, string Target, byte[] Body)> _arrived = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _mistakes = [];
    private string _folder = "";
    private IReadOnlyDictionary<string, Cassette> _cassettes = null!;
    private RawUpstream _upstream = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = SharedData.Require("cassettes");
        _cassettes = Cassette.ReadAll(_folder);
        _upstream = await RawUpstream.StartAsync(AnswerAsync);
        var providers = _cassettes.Values.Select(cassette => cassette.Provider).Distinct(StringComparer.Ordinal);
        _server = await TestServer.StartInAsync(null, [.. providers.Select(provider => $"Providers:{provider}:BaseUrl={_upstream.Url}/up/{provider}")]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_upstream is not null) await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Every_recorded_exchange_is_relayed_byte_for_byte_and_recorded_as_it_was()
    {
        await EachAsync(_cassettes.Values, SendAsync);
        _mistakes.ShouldBeEmpty();
        await Eventually.HoldsAsync("every call is stored", () => _server.Counters.Stored == _cassettes.Count, TimeSpan.FromMinutes(2));

        var expected = Expectation.ReadAll(_folder).Where(e => _ids.ContainsKey(e.Name)).ToList();
        expected.Count.ShouldBeGreaterThan(0);
        var wrong = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await EachAsync(expected, async expectation =>
        {
            var record = JsonNode.Parse(await _server.Http.GetStringAsync($"/api/interactions/{_ids[expectation.Name]}", TestContext.Current.CancellationToken))!;
            if (expectation.DifferencesOf(record) is { Count: > 0 } differences) wrong[expectation.Name] = string.Join("; ", differences);
        });

        output.WriteLine($"{_cassettes.Count} relayed, {expected.Count} compared, {wrong.Count} differ:");
        foreach (var (name, differences) in wrong.OrderBy(w => w.Key, StringComparer.Ordinal)) output.WriteLine($"{name}: {differences}");
        var right = 100.0 * (expected.Count - wrong.Count) / expected.Count;
        right.ShouldBeGreaterThanOrEqualTo(99.5, string.Join('\n', wrong.Select(w => $"{w.Key}: {w.Value}")));
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> actAsync) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = TestContext.Current.CancellationToken }, async (item, _) => await actAsync(item));

    private async Task SendAsync(Cassette cassette)
    {
        // The client must not tidy the path before we can prove that the gateway does not.
        var address = new Uri($"{_server.Url}/{cassette.Provider}{cassette.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(cassette.Method), address);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-check");
        request.Headers.TryAddWithoutValidation(CaseHeader, Uri.EscapeDataString(cassette.Name));
        if (cassette.Provider == "anthropic")
        {
            request.Headers.TryAddWithoutValidation("x-api-key", "sk-check");
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        }

        if (cassette.Request.Length > 0 || cassette.Method == "POST")
        {
            request.Content = new ByteArrayContent(cassette.Request);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", cassette.RequestType);
        }

        using var response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        if ((int)response.StatusCode != cassette.Status || !answer.AsSpan().SequenceEqual(cassette.Response))
            _mistakes.Add($"{cassette.Name}: answered {(int)response.StatusCode} with {answer.Length} bytes, recorded were {cassette.Status} with {cassette.Response.Length}");
        if (!_arrived.TryGetValue(cassette.Name, out var arrived) || arrived.Method != cassette.Method || arrived.Target != $"/up/{cassette.Provider}{cassette.Target}" || !arrived.Body.AsSpan().SequenceEqual(cassette.Request))
            _mistakes.Add($"{cassette.Name}: forwarded {arrived.Method} {arrived.Target} with {arrived.Body?.Length} bytes, sent were {cassette.Method} {cassette.Target} with {cassette.Request.Length}");
        if (response.Headers.TryGetValues("Reprise-Id", out var ids)) _ids[cassette.Name] = ids.Single();
        else _mistakes.Add($"{cassette.Name}: no id");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var cassette = _cassettes[Uri.UnescapeDataString(context.Request.Headers[CaseHeader].ToString())];
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _arrived[cassette.Name] = (context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, body.ToArray());
        context.Response.StatusCode = cassette.Status;
        context.Response.ContentType = cassette.ResponseType;
        if (!cassette.IsStream) context.Response.ContentLength = cassette.Status == 204 ? null : cassette.Response.Length;
        var pieces = cassette.IsStream ? cassette.Response.Chunk(700) : cassette.Response.Length > 0 ? [cassette.Response] : [];
        foreach (var piece in pieces)
        {
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
