using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using Reprise.Demo;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Telemetry;
using Reprise.Tests;

namespace Reprise.Server.Tests.Telemetry;

/// <summary>The exporters that people have, against the server.</summary>
public sealed class ExporterSpec : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private ScriptedUpstream _upstream = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        string[] settings = [.. _upstream.Providers.Select(static p => $"Providers:{p.Key}:BaseUrl={p.Value}"), "Telemetry:GrpcUrl=http://127.0.0.1:0"];
        _server = await TestServer.StartInAsync(null, settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task OpenTelemetry_for_NET(OtlpExportProtocol protocol)
    {
        using var source = new ActivitySource($"reprise.test.{protocol}");
        string trace;
        using (var provider = Sdk.CreateTracerProviderBuilder().SetSampler(new AlwaysOnSampler()).AddSource(source.Name).AddOtlpExporter(options =>
        {
            options.TimeoutMilliseconds = 60_000;
            options.Protocol = protocol;
            options.Endpoint = new Uri(protocol == OtlpExportProtocol.Grpc ? _server.LastUrl : $"{_server.Url}/v1/traces");
        }).Build())
        {
            using var root = source.StartActivity("root")!;
            trace = root.TraceId.ToHexString();
            using (var call = source.StartActivity("chat gpt-4o", ActivityKind.Client)!) call.SetTag("gen_ai.request.model", "gpt-4o").SetTag("numbers", new long[] { 1, 2 });
            root.Dispose();
            provider.ForceFlush(90_000).ShouldBeTrue();
        }

        var all = await _server.AllAsync($"trace:{trace}");
        all.Select(static one => one.Name).Order(StringComparer.Ordinal).ShouldBe(["chat gpt-4o", "root"]);
        var sent = all.Single(static one => one.Name == "chat gpt-4o");
        (sent.Kind, sent.Model).ShouldBe((InteractionKind.Llm, "gpt-4o"));
        using var metadata = JsonDocument.Parse(sent.Metadata!);
        metadata.RootElement.GetProperty("numbers").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("packed")]
    [InlineData("proto")]
    [InlineData("grpc")]
    [InlineData("grpc-packed")]
    public async Task OpenTelemetry_for_JavaScript(string way)
    {
        var sent = await RunAsync(way);
        var all = await _server.AllAsync($"trace:{sent.GetProperty("trace").GetString()}");
        all.Select(static one => one.SpanId).Order(StringComparer.Ordinal).ShouldBe(sent.GetProperty("spans").EnumerateArray().Select(static span => span.GetString()).Order(StringComparer.Ordinal));
        var call = all.Single(static one => one.Name == "chat gpt-4o-mini");
        all.Single(one => one.SpanId == call.ParentId).Name.ShouldBe("invoke_agent planner");
        (call.Kind, call.Model, call.PromptPreview, call.ContentPreview).ShouldBe((InteractionKind.Llm, "gpt-4o-mini", "Größe? 尺寸 🙂", "Forty-two."));
        (call.Usage!.PromptTokens, call.Usage.CompletionTokens).ShouldBe((12, 5));
    }

    [Theory]
    [InlineData("traceloop")]
    [InlineData("openinference")]
    public async Task Instrumentation_of_the_OpenAI_client(string library)
    {
        (await RunAsync(library)).GetProperty("content").GetString().ShouldNotBeNullOrEmpty();
        // The call itself is on record too, as it came through the gateway.
        var sent = (await _server.AllAsync()).Where(static one => one.Kind == InteractionKind.Llm && SpanOrigin.IsTelemetry(one)).ToList().ShouldHaveSingleItem();
        (sent.Model ?? sent.ResponseModel)!.ShouldStartWith("gpt-4o-mini");
        sent.PromptPreview.ShouldBe("Which sleeping bag for October?");
    }

    private async Task<JsonElement> RunAsync(string name)
    {
        var folder = await NodePackages.InstallAsync("clients");
        var start = new ProcessStartInfo("node", ["otlp.mjs", name, _server.Url, _server.LastUrl]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Need.Fail("'node' is not on the path; install Node 20 or newer");
        }

        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0) Assert.Fail($"node otlp.mjs {name} ended with {process.ExitCode}: {await errors}");
            using var line = JsonDocument.Parse((await output).Split('\n').Last(static text => text.StartsWith('{')));
            return line.RootElement.Clone();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"node otlp.mjs {name} did not end within {s_patience}");
            throw;
        }
    }
}
