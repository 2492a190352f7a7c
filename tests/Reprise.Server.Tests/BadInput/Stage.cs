using System.Net;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.BadInput;

/// <summary>
/// The real server on SQLite between a provider that may be bad and a neighbour that never is. Every bad call is made while a good one is under way and is
/// followed by another good one; both must be answered and recorded whole.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string ChatPath = "/openai/v1/chat/completions";

    private readonly Neighbour _neighbour;

    private Stage(TestServer server, Neighbour neighbour) => (Server, _neighbour) = (server, neighbour);

    public TestServer Server { get; }

    public int Port => new Uri(Server.Url).Port;

    public static async Task<Stage> StartAsync(string badUpstreamUrl, params string[] settings)
    {
        var neighbour = await Neighbour.StartAsync();
        var server = await TestServer.StartInAsync(null, [.. TestServer.All(badUpstreamUrl), $"Providers:neighbour:BaseUrl={neighbour.Url}", .. settings]);
        return new Stage(server, neighbour);
    }

    /// <summary>Does what is bad while a neighbour's answer is on its way.</summary>
    public async Task<T> BesideNeighboursAsync<T>(Func<Task<T>> bad)
    {
        using var during = await _neighbour.BeginAsync(Server);
        var result = await bad();
        await during.FinishAsync();
        using var after = await _neighbour.BeginAsync(Server);
        await after.FinishAsync();
        Server.Counters.Dropped.ShouldBe(0);
        Server.Counters.Failed.ShouldBe(0);
        return result;
    }

    /// <inheritdoc cref="BesideNeighboursAsync{T}"/>
    public Task BesideNeighboursAsync(Func<Task> bad) => BesideNeighboursAsync<object?>(async () =>
    {
        await bad();
        return null;
    });

    /// <summary>Sends a body beside neighbours and gives the answer, read whole.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType = "application/json") => BesideNeighboursAsync(() =>
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return Server.Http.PostAsync(path, content);
    });

    /// <summary>The stored interaction of an answer, after it has been opened in every way there is.</summary>
    public async Task<RecordedInteraction> OpenedAsync(HttpResponseMessage response) => await OpenedAsync(await Server.RecordedAsync(response));

    /// <inheritdoc cref="OpenedAsync(HttpResponseMessage)"/>
    public async Task<RecordedInteraction> OpenedAsync(RecordedInteraction recorded)
    {
        var path = $"/api/interactions/{recorded.Interaction.Id}";
        using var opened = await Server.Http.GetAsync(path + "?bodies=true");
        opened.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var record = JsonDocument.Parse(await opened.Content.ReadAsByteArrayAsync(), new JsonDocumentOptions { MaxDepth = 200 });
        record.RootElement.GetProperty("interaction_id").GetString().ShouldBe(recorded.Interaction.Id.ToString());
        await BodyIsExactAsync(path + "/request", recorded.Request);
        await BodyIsExactAsync(path + "/response", recorded.Response);
        using var list = await Server.Http.GetAsync($"/api/interactions?q=id:{recorded.Interaction.Id}");
        (await list.Content.ReadAsStringAsync()).ShouldContain(recorded.Interaction.Id.ToString());
        return recorded;
    }

    /// <summary>The provider's own error shape of the answer: its message.</summary>
    public static string ErrorMessageOf(string json, string messageAt = "error.message")
    {
        using var document = JsonDocument.Parse(json);
        var element = document.RootElement;
        foreach (var name in messageAt.Split('.')) element = element.GetProperty(name);
        return element.GetString()!;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _neighbour.DisposeAsync();
    }

    private async Task BodyIsExactAsync(string path, Body? body)
    {
        using var response = await Server.Http.GetAsync(path);
        response.StatusCode.ShouldBe(body is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        if (body is null) return;
        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(body.Bytes.Span).ShouldBeTrue($"{path} is not what was recorded");
    }
}
