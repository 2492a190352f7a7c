using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.BadInput;

/// <summary>Hostile header values: they label nothing they should not, go on as they came, and never fail a call.</summary>
public sealed class HeaderSpec : IAsyncLifetime
{
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"x"}]}""";

    private Dictionary<string, string> _received = [];
    private RawUpstream _upstream = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await RawUpstream.StartAsync(context =>
        {
            _received = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return RelaySpec.AnswerAsync(context, "{}");
        });
        _stage = await Stage.StartAsync(_upstream.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    /// <summary>Header lines as they stand on the wire, one character a byte, and what the record says about them.</summary>
    public static TheoryData<string, string, string?> Labels() => new()
    {
        { "control characters", "Reprise-Session: a\u0001b\u0007", "reprise-session has characters that cannot be seen" },
        { "an escape sequence for terminals", "Reprise-User: \u001B[31mred", "reprise-user has characters that cannot be seen" },
        { "bytes that are no UTF-8", "Reprise-User: \u00FF\u00FE\u00FA", null },
        { "text that runs backwards", "Reprise-User: " + Wire("a\u202Eb"), "reprise-user has characters that cannot be seen" },
        { "markup", "Reprise-User: <script>alert('x')</script>", null },
        { "words of a query language", "Reprise-Session: '; DROP TABLE interactions; --", null },
        { "an overlong value", "Reprise-Session: " + new string('s', 20_000), "reprise-session is longer than 256 characters" },
        { "overlong metadata", "Reprise-Metadata: {\"a\":\"" + new string('m', 20_000) + "\"}", "reprise-metadata is longer than" },
        { "metadata with half a surrogate pair", "Reprise-Metadata: {\"a\":\"\\ud83d\",\"b\":1}", null },
        { "metadata with half a surrogate pair in a name", "Reprise-Metadata: {\"\\ud83d\":1,\"b\":1}", null },
        { "a user of metadata that is half a pair", "x-portkey-metadata: {\"_user\":\"\\udc00\",\"b\":1}", null },
        { "metadata with a user of another type", "x-portkey-metadata: {\"_user\":[1],\"b\":1}", null },
        { "metadata with the same name twice", "Reprise-Metadata: {\"a\":1,\"a\":2}", null },
        { "metadata nested deep", "Reprise-Metadata: {\"a\":" + new string('[', 5000) + new string(']', 5000) + "}", "reprise-metadata is not a JSON object" },
        { "metadata with numbers beyond all numbers", "Reprise-Metadata: {\"a\":1e99999}", null },
        { "metadata that is our own section", "Reprise-Metadata: {\"reprise.security\":[],\"reprise.privacy\":7}", null },
        { "ten thousand tags", "Reprise-Tags: " + string.Join(',', Enumerable.Range(0, 6000)), "reprise-tags has more than 32 tags" },
        { "ten thousand tags that are none", "Reprise-Tags: " + string.Join(',', Enumerable.Repeat("\u0001", 14_000)), "reprise-tags has characters that cannot be seen" },
        { "a trace that is none", "traceparent: 00-0000-\u0001-01", "traceparent is not in the W3C form" },
        { "a trace of many parts", "traceparent: " + string.Concat(Enumerable.Repeat("-", 10_000)), "traceparent is not in the W3C form" },
        { "an omission of nonsense", "Reprise-Omit: everything,,,\u0001", null },
        { "properties without a name", "Helicone-Property-: x", null },
        { "no value", "Reprise-Session: ", null },
        { "the same label twice", "Reprise-Session: a\r\nReprise-Session: b", null },
    };

    [Theory]
    [MemberData(nameof(Labels))]
    public async Task A_hostile_label_is_left_out_or_kept_as_text_and_fails_nothing(string what, string header, string? error)
    {
        var recorded = await SendAsync(header, what);

        if (error is not null) recorded.Interaction.RecordError!.ShouldContain(error, customMessage: what);
        (recorded.Interaction.RecordError ?? "").Length.ShouldBeLessThan(4000, what);
        _received.Keys.ShouldNotContain(name => name.StartsWith("Reprise-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Metadata_keeps_what_can_be_kept_of_it()
    {
        var recorded = await SendAsync("Reprise-Metadata: {\"a\":\"half \\ud83d\",\"b\":1}", "half a pair");

        using var metadata = JsonDocument.Parse(recorded.Interaction.Metadata!);
        metadata.RootElement.GetProperty("b").GetInt32().ShouldBe(1);
        metadata.RootElement.GetProperty("a").GetString().ShouldBe("half \uFFFD");
    }

    /// <summary>Foreign headers go on letter for letter, one character a byte.</summary>
    [Theory]
    [InlineData("a\u0001b\u007F")]
    [InlineData("\u00E9\u00FC\u00FF latin")]
    [InlineData("tab\there")]
    [InlineData("%0d%0aInjected: yes")]
    [InlineData("\\r\\nInjected: yes")]
    public async Task A_foreign_header_goes_on_letter_for_letter(string value)
    {
        await SendAsync("X-Foreign: " + value, value);

        _received["X-Foreign"].ShouldBe(value);
        _received.ShouldNotContainKey("Injected");
    }

    [Theory]
    [InlineData("Content-Type: \u0001nonsense;;;=\u00FF")]
    [InlineData("Content-Type: application/json; charset=\"\u00E9")]
    [InlineData("Content-Encoding: gzip, br, deflate, gzip, gzip, nonsense")]
    [InlineData("Content-Encoding: gzip")]
    [InlineData("Accept-Encoding: zstd;;;q=x, \u0001")]
    [InlineData("User-Agent: \u0001\u0002\u0003")]
    [InlineData("Authorization: Bearer \u00FF\u0001")]
    [InlineData("Content-Disposition: attachment; filename=\"../../x\"")]
    [InlineData("Expires: yesterday")]
    [InlineData("Range: bytes=-1-2-3")]
    [InlineData("If-Modified-Since: 99")]
    public async Task A_header_of_HTTP_with_a_senseless_value_goes_on_as_it_is(string header)
    {
        await SendAsync(header, header);

        var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        if (name != "Accept-Encoding") _received[name].ShouldBe(value);
    }

    [Fact]
    public async Task A_body_recorded_with_a_senseless_content_type_can_still_be_downloaded()
    {
        var recorded = await SendAsync("Content-Type: \u0001nonsense;;;=\u00FF", "senseless");

        using var response = await _stage.Server.Http.GetAsync($"/api/interactions/{recorded.Interaction.Id}/request");
        (await response.Content.ReadAsStringAsync()).ShouldBe(Body);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    /// <summary>Text as UTF-8 bytes, one character a byte.</summary>
    private static string Wire(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private async Task<RecordedInteraction> SendAsync(string header, string what)
    {
        var request = $"POST {Stage.ChatPath} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, request));
        answer.ShouldStartWith("HTTP/1.1 200 ", customMessage: what);
        var id = answer[(answer.IndexOf("Reprise-Id: ", StringComparison.Ordinal) + "Reprise-Id: ".Length)..][..36];
        var recorded = await _stage.OpenedAsync(await _stage.Server.RecordedAsync(InteractionId.Parse(id)));
        recorded.Request!.Bytes.ToArray().ShouldBe(Encoding.UTF8.GetBytes(Body));
        return recorded;
    }
}
