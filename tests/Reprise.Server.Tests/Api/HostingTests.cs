using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reprise.Capture;
using Reprise.Server.Hosting;

namespace Reprise.Server.Tests.Api;

public sealed partial class HostingTests
{
    [Theory]
    [InlineData("Ingest:BatchSize", "0", "Ingest:BatchSize is 0; expected 1 to 10000")]
    [InlineData("Ingest:BatchSize", "many", "Ingest:BatchSize")]
    [InlineData("Access:AllowedHosts:0", "http://x/", "Access:AllowedHosts:0")]
    public async Task A_bad_setting_stops_the_start_with_its_full_name(string name, string value, string message)
    {
        await using var app = ApiHost.Build(null, (name, value));
        var stopped = await Should.ThrowAsync<Exception>(() => app.StartAsync(TestContext.Current.CancellationToken));
        stopped.Message.ShouldContain(message);
    }

    [Fact]
    public void Flags_win_over_the_environment_and_that_over_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("reprise-config");
        File.WriteAllText(Path.Combine(folder.FullName, "reprise.json"), """{"Ingest":{"BatchSize":1,"MaxBodyBytes":2000},"Providers":{"x":{"BaseUrl":"http://file"}},"Urls":"http://127.0.0.1:1"}""");
        var configuration = new ConfigurationManager();
        var data = configuration.AddRepriseConfiguration(
            ["--Ingest:BatchSize=3", "--urls", "http://127.0.0.1:9"],
            new Dictionary<string, string?> { ["REPRISE_Data"] = folder.FullName, ["REPRISE_Ingest__BatchSize"] = "2", ["REPRISE_Providers__x__BaseUrl"] = "http://env", ["Other"] = "x" });
        data.ShouldBe(folder.FullName);
        configuration["Ingest:BatchSize"].ShouldBe("3");
        configuration["Ingest:MaxBodyBytes"].ShouldBe("2000");
        configuration["Providers:x:BaseUrl"].ShouldBe("http://env");
        configuration["urls"].ShouldBe("http://127.0.0.1:9");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Health_follows_the_journal()
    {
        await using var host = await ApiHost.StartAsync();
        (await host.GetAsync("/health/live"))["status"]!.GetValue<string>().ShouldBe("live");
        (await host.GetAsync("/health/ready"))["parts"]!.AsArray().Count.ShouldBe(2);
        host.Services.GetRequiredService<CaptureCounters>().JournalIs(healthy: false, "no space left");
        using var response = await host.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("no space left");
    }

    [Fact]
    public async Task Health_status_and_metrics_follow_what_the_recorder_meets()
    {
        await using var host = await ApiHost.StartAsync();
        var counters = host.Services.GetRequiredService<CaptureCounters>();
        counters.AddUnjournaled();
        counters.StoreIs(healthy: false, "The store cannot be written: database or disk is full");
        using (var response = await host.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("disk is full");
        }

        var status = await host.GetAsync("/api/status");
        status["store"]!["healthy"]!.GetValue<bool>().ShouldBeFalse();
        status["store"]!["message"]!.GetValue<string>().ShouldContain("disk is full");
        status["capture"]!["unjournaled"]!.GetValue<int>().ShouldBe(1);
        var metrics = await host.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        metrics.ShouldContain("\nreprise_store_healthy 0\n");
        metrics.ShouldContain("\nreprise_capture_unjournaled_total 1\n");

        counters.StoreIs(healthy: true, error: null);
        using var again = await host.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Status_tells_what_the_server_is_made_of()
    {
        await using var host = await ApiHost.StartAsync(null, ("Providers:mine:BaseUrl", "http://upstream.example/v1"), ("Providers:mine:ApiKey", "secret"));
        await host.IngestLinesAsync("""{"interaction_id":"a"}""");
        var status = await host.GetAsync("/api/status");
        status["store"]!["engine"]!.GetValue<string>().ShouldBe("memory");
        status["capture"]!["stored"]!.GetValue<int>().ShouldBe(1);
        status["prices"]!["models"]!.GetValue<int>().ShouldBeGreaterThan(100);
        status["providers"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "mine")!["base_url"]!.GetValue<string>().ShouldBe("http://upstream.example/v1");
        status.ToJsonString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task Metrics_are_valid_prometheus_text_and_show_the_counters()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync("""{"interaction_id":"a"}""", """{"interaction_id":"b","provider":"o\"dd\\","model":"new\nline","metrics":{"prompt_tokens":7,"latency_ms":1500,"total_cost_usd":0.25} }""");
        using var response = await host.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("\nreprise_capture_stored_total 2\n");
        text.ShouldContain("""
            reprise_interaction_cost_usd_total{provider="o\"dd\\",model="new\nline",kind="llm",status="success"} 0.25
            """);
        text.ShouldContain("""
            reprise_interaction_duration_seconds_total{provider="o\"dd\\",model="new\nline",kind="llm",status="success"} 1.5
            """);
        text.ShouldContain("# TYPE reprise_capture_dropped_total counter\n");
        text.ShouldContain("# TYPE reprise_journal_size_bytes gauge\n");
        foreach (var line in text.TrimEnd('\n').Split('\n')) (line.StartsWith("# ", StringComparison.Ordinal) || Sample().IsMatch(line)).ShouldBeTrue(line);
        var types = text.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).ToList();
        types.Distinct().Count().ShouldBe(types.Count);
    }

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*",?)*\})? (-?[0-9.]+(E[+-]?[0-9]+)?|NaN|[+-]Inf)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
