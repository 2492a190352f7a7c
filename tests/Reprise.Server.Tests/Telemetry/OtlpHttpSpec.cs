using System.Net;
using System.Text;
using Google.Protobuf;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Telemetry;

public sealed class OtlpHttpSpec
{
    private const string Trace = "5b8efff798038103d269b633813fc60c";

    private static readonly byte[] s_span = Encoding.UTF8.GetBytes(OtlpPayloads.Span(Trace, "eee19b7ec3c1b174"));

    [Fact]
    public async Task Every_payload_is_accepted_in_both_encodings_and_recorded_once()
    {
        await using var server = await OtlpStage.StartAsync();
        var spans = 0;
        foreach (var (name, request, json) in OtlpPayloads.All())
        {
            using var plain = await server.PostAsync("/v1/traces", json, OtlpStage.Json);
            (plain.StatusCode, await plain.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, "{}"), name);
            using var binary = await server.PostAsync("/v1/traces", OtlpStage.Packed(OtlpEncoder.Traces(request)), OtlpStage.Protobuf, "gzip");
            (binary.StatusCode, (await binary.Content.ReadAsByteArrayAsync()).Length, binary.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, 0, OtlpStage.Protobuf), name);
            spans++;
        }

        spans.ShouldBe(274);
        var all = await server.AllAsync();
        all.Select(static one => one.Id).Distinct().Count().ShouldBe(all.Count);
        all.Count.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("/v1/traces")]
    [InlineData("/api/public/otel/v1/traces")]
    [InlineData("/api/otel/v1/traces")]
    public async Task Each_address_takes_traces(string path)
    {
        await using var server = await OtlpStage.StartAsync();
        using var answer = await server.PostAsync(path, s_span, OtlpStage.Json);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.AllAsync()).Single().TraceId.ShouldBe(Trace);
    }

    [Fact]
    public async Task What_is_refused_is_counted_in_the_answer()
    {
        await using var server = await OtlpStage.StartAsync("Telemetry:MaxSpans=2");
        var spans = string.Join(',', Enumerable.Range(0, 5).Select(static i => $$"""{"name":"span {{i}}","startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225601000000000"}"""));
        using var answer = await server.PostAsync("/v1/traces", Encoding.UTF8.GetBytes($$$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{spans}}}]}]}]}"""), OtlpStage.Json);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("""{"partialSuccess":{"rejectedSpans":"3","errorMessage":""");
        (await server.AllAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Where_other_spans_are_dropped_agents_and_chains_stay()
    {
        await using var server = await OtlpStage.StartAsync("Telemetry:OtherSpans=drop");
        (string Name, string? Attributes)[] spans =
        [
            ("agent", """{"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}}"""),
            ("chain", """{"key":"openinference.span.kind","value":{"stringValue":"CHAIN"}}"""),
            ("said", """{"key":"input.value","value":{"stringValue":"six by seven"}}"""),
            ("other", """{"key":"db.system","value":{"stringValue":"sqlite"}}"""),
            ("bare", null),
        ];
        for (var i = 0; i < spans.Length; i++)
        {
            using var answer = await server.PostAsync("/v1/traces", Encoding.UTF8.GetBytes(OtlpPayloads.Span(Trace, $"{i + 1:x16}", spans[i].Name, spans[i].Attributes)), OtlpStage.Json);
            (await answer.Content.ReadAsStringAsync()).ShouldBe("{}");
        }

        (await server.AllAsync()).Select(static one => one.Name).Order(StringComparer.Ordinal).ShouldBe(["agent", "chain", "said"]);
    }

    [Fact]
    public async Task Metrics_are_taken_and_not_kept()
    {
        await using var server = await OtlpStage.StartAsync();
        using var answer = await server.PostAsync("/v1/metrics", """{"resourceMetrics":[]}"""u8.ToArray(), OtlpStage.Json);
        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, "{}"));
        (await server.AllAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("not json", OtlpStage.Json, null, 400)]
    [InlineData("[]", OtlpStage.Json, null, 400)]
    [InlineData("ÿÿÿÿ", OtlpStage.Protobuf, null, 400)]
    [InlineData("no gzip", OtlpStage.Protobuf, "gzip", 400)]
    [InlineData("{}", OtlpStage.Json, "zstd", 415)]
    [InlineData("{}", "text/plain", null, 415)]
    public async Task What_cannot_be_read_is_refused_in_the_encoding_that_was_asked(string body, string type, string? encoding, int status)
    {
        await using var server = await OtlpStage.StartAsync();
        using var answer = await server.PostAsync("/v1/traces", Encoding.UTF8.GetBytes(body), type, encoding);
        ((int)answer.StatusCode).ShouldBe(status);
        var told = await answer.Content.ReadAsByteArrayAsync();
        if (type == OtlpStage.Protobuf)
        {
            // google.rpc.Status: a code, then a message.
            var reader = new CodedInputStream(told);
            (reader.ReadTag(), reader.ReadInt32(), reader.ReadTag()).ShouldBe((8u, 3, 18u));
            reader.ReadString().ShouldNotBeEmpty();
        }
        else Encoding.UTF8.GetString(told).ShouldStartWith("""{"code":3,"message":""");
    }

    [Fact]
    public async Task A_body_that_unpacks_to_too_much_is_refused_before_it_is_in_memory()
    {
        await using var server = await OtlpStage.StartAsync("Telemetry:MaxUnpackedBytes=1000000");
        using var answer = await server.PostAsync("/v1/traces", OtlpStage.Packed(new byte[50_000_000]), OtlpStage.Protobuf, "gzip");
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var large = await server.PostAsync("/v1/traces", new byte[1], OtlpStage.Protobuf);
        large.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_a_key_where_one_is_asked_for_it_is_refused_in_the_words_of_the_protocol()
    {
        await using var server = await OtlpStage.StartAsync("Access:RequireLogin=true", "Admin_Password=correct horse battery");
        using var answer = await server.PostAsync("/v1/traces", s_span, OtlpStage.Json);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("""{"code":16,"message":""");
    }

    [Fact]
    public async Task Other_paths_below_v1_still_go_to_the_provider()
    {
        await using var upstream = await RawUpstream.StartAsync(static async http => await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, http.Request.Path));
        await using var server = await TestServer.StartAsync(upstream.Url);
        (await server.Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken)).ShouldBe("/v1/models");
        (await server.Http.GetStringAsync("/v1/traces/x", TestContext.Current.CancellationToken)).ShouldBe("/v1/traces/x");
        using var ours = await server.PostAsync("/v1/traces/", s_span, OtlpStage.Json);
        (await ours.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("/v1/traces", customMessage: "no provider may see it for a stroke at its end");
    }
}
