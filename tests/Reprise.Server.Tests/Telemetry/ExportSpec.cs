using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Telemetry.Decoding;
using Reprise.Server.Telemetry.Export;
using Reprise.Server.Tests.Hosts;
using Reprise.Telemetry;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Server.Tests.Telemetry;

/// <summary>OpenTelemetry out: to another server of ours, and to a small collector that sees what comes.</summary>
public sealed class ExportSpec
{
    private const string Chat = """
        {"timestamp":"2026-03-01T12:00:00Z","kind":"llm","name":"answer","provider":"openai","operation":"chat","model":"m-1","user_id":"u1","session_id":"s1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7",
         "tags":["a"],"request":{"messages":[{"role":"user","content":"Weather in Bern?"}]},"response":{"content":"Warm.","finish_reason":"stop"},"metrics":{"prompt_tokens":12,"completion_tokens":3,"latency_ms":250,"total_cost_usd":0.25}}
        """;

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("http/json")]
    public async Task An_interaction_that_goes_out_comes_in_elsewhere_as_the_same_record(string protocol)
    {
        await using var there = await TestServer.StartInAsync(null, []);
        await using var here = await TestServer.StartInAsync(null, [$"Telemetry:Export:Endpoint={there.Url}", $"Telemetry:Export:Protocol={protocol}", "Telemetry:Export:Content=true"]);
        await RecordAsync(here, Chat);
        var (sent, came) = (Document(await here.OnlyOneAsync()), Document(await there.OnlyOneAsync()));
        (came.Kind, came.Name, came.Provider, came.Operation, came.Model, came.Status).ShouldBe((sent.Kind, sent.Name, sent.Provider, sent.Operation, sent.Model, sent.Status));
        (came.Timestamp, came.UserId, came.SessionId, came.TraceId, came.SpanId).ShouldBe((sent.Timestamp, sent.UserId, sent.SessionId, sent.TraceId, sent.SpanId));
        came.Tags.ShouldBe(sent.Tags);
        came.Metrics.ShouldBe(sent.Metrics);
        came.Request!.Prompt.ShouldBe("Weather in Bern?");
        (came.Response!.Content, came.Response.FinishReason).ShouldBe(("Warm.", "stop"));
    }

    [Fact]
    public async Task A_collector_that_is_busy_is_asked_again_and_gets_headers_and_no_content()
    {
        var requests = new ConcurrentQueue<(byte[] Body, string? Key, string? Type)>();
        await using var collector = await CollectorAsync(requests, n => n == 1 ? 503 : 200);
        await using var here = await TestServer.StartInAsync(null, [$"Telemetry:Export:Endpoint={Address(collector)}", "Telemetry:Export:Headers=x-key=k1"]);
        await RecordAsync(here, Chat);
        await Eventually.HoldsAsync("the collector is asked twice", () => requests.Count >= 2);
        var (body, key, type) = requests.Last();
        (key, type).ShouldBe(("k1", "application/x-protobuf"));
        var span = OtlpDecoder.Read(body, OtlpEncoding.Protobuf, OtlpSignal.Traces, new OtlpLimits(), DateTimeOffset.UnixEpoch).Spans.Single();
        span.Attributes["gen_ai.usage.input_tokens"]!.Value.Whole.ShouldBe(12);
        string.Join(' ', span.Attributes.Select(one => one.Value.Text)).ShouldNotContain("Bern");
        var counters = here.Services.GetRequiredService<ExportCounters>();
        await Eventually.HoldsAsync("it is counted as sent", () => counters.Sent == 1);
        (counters.Received, counters.Retried, counters.Dropped).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task What_a_collector_refuses_is_counted_and_not_sent_again()
    {
        var requests = new ConcurrentQueue<(byte[] Body, string? Key, string? Type)>();
        await using var collector = await CollectorAsync(requests, _ => 400);
        await using var here = await TestServer.StartInAsync(null, [$"Telemetry:Export:Endpoint={Address(collector)}"]);
        await RecordAsync(here, Chat);
        var counters = here.Services.GetRequiredService<ExportCounters>();
        await Eventually.HoldsAsync("it is counted as refused", () => counters.Refused == 1);
        requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_came_in_as_telemetry_and_what_is_of_other_projects_stays_here()
    {
        var requests = new ConcurrentQueue<(byte[] Body, string? Key, string? Type)>();
        await using var collector = await CollectorAsync(requests, _ => 200);
        await using var here = await TestServer.StartInAsync(null, [$"Telemetry:Export:Endpoint={Address(collector)}", "Telemetry:Export:Projects=mine"]);
        await RecordAsync(here, Chat);
        await RecordAsync(here, """{"kind":"llm","metadata":{"source":"otlp"},"request":{"prompt":"x"}}""", "mine");
        await RecordAsync(here, """{"kind":"llm","name":"own","request":{"prompt":"x"}}""", "mine");
        var counters = here.Services.GetRequiredService<ExportCounters>();
        await Eventually.HoldsAsync("one is sent", () => counters.Sent == 1);
        counters.Received.ShouldBe(1);
        OtlpDecoder.Read(requests.Single().Body, OtlpEncoding.Protobuf, OtlpSignal.Traces, new OtlpLimits(), DateTimeOffset.UnixEpoch).Spans.Single().Attributes["reprise.name"]!.Value.Text.ShouldBe("own");
    }

    private static async Task RecordAsync(TestServer server, string json, string? project = null)
    {
        using var content = new StringContent(json, MediaTypeHeaderValue.Parse("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/interactions") { Content = content };
        if (project is not null) request.Headers.Add("Reprise-Project", project);
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBeInRange(200, 299, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static InteractionDocument Document(RecordedInteraction record) => new DocumentWriter(DialectCatalog.FindByName).Write(record, bodies: false);

    private static async Task<WebApplication> CollectorAsync(ConcurrentQueue<(byte[] Body, string? Key, string? Type)> requests, Func<int, int> status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/traces", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            requests.Enqueue((body.ToArray(), http.Request.Headers["x-key"], http.Request.ContentType));
            http.Response.StatusCode = status(requests.Count);
        });
        await app.StartAsync();
        return app;
    }

    private static string Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
}
