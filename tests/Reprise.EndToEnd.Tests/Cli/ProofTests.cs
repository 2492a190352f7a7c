using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>The proof from the command line: against a running server, on a folder that none has open, and against a checkpoint that was kept elsewhere.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private readonly TempFolder _elsewhere = new();
    private WebApplication? _server;
    private string _url = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task A_record_verifies_while_it_is_served_and_when_it_is_not()
    {
        await RecordAsync(20);
        (await RunAsync("delete", "user:u1", "--yes")).ExitCode.ShouldBe(0);

        var served = await RunAsync("verify", "--json");
        served.ExitCode.ShouldBe(0, served.Output + served.Error);
        var report = served.Lines.ShouldHaveSingleItem();
        report.GetProperty("interactions").GetInt64().ShouldBe(18);
        report.GetProperty("removed").GetProperty("deletion").GetInt64().ShouldBe(2);
        report.GetProperty("audit_entries").GetInt64().ShouldBeGreaterThan(0);
        await StopAsync();

        var offline = await Run.Here("verify", "--data", _data.Path);
        offline.ExitCode.ShouldBe(0, offline.Output + offline.Error);
        offline.Output.ShouldContain("Nothing was altered, removed or inserted.");
    }

    [Fact]
    public async Task What_was_tampered_with_is_named_and_the_exit_code_says_so()
    {
        await RecordAsync(5);
        await StopAsync();
        // Another program's hand: the last byte of a text that stands in the file as it is.
        var file = Path.Combine(_data.Path, "reprise.db");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        var at = bytes.AsSpan().IndexOf("session-of-4"u8);
        at.ShouldBeGreaterThan(0);
        bytes[at + 11] = (byte)'5';
        await File.WriteAllBytesAsync(file, bytes, Cancellation);

        var found = await Run.Here("verify", "--data", _data.Path, "--json");
        found.ExitCode.ShouldBe(1);
        var finding = found.Lines.ShouldHaveSingleItem().GetProperty("findings")[0];
        finding.GetProperty("kind").GetString().ShouldBe("altered");
        finding.GetProperty("what").GetString().ShouldBe("interaction");
        var told = await Run.Here("verify", "--data", _data.Path);
        told.Output.ShouldContain("1 findings");
    }

    [Fact]
    public async Task An_older_copy_of_everything_is_found_against_an_exported_checkpoint()
    {
        await RecordAsync(5);
        await StopAsync();
        foreach (var copied in Directory.GetFiles(_data.Path)) File.Copy(copied, Path.Combine(_elsewhere.Path, Path.GetFileName(copied)));
        await StartAsync();
        await RecordAsync(5);
        var checkpoint = Path.Combine(_elsewhere.Path, "checkpoint.json");
        (await RunAsync("proof", "export-checkpoint", "--out", checkpoint)).ExitCode.ShouldBe(0);
        (await RunAsync("verify", "--checkpoint", checkpoint)).ExitCode.ShouldBe(0);
        await StopAsync();

        (await Run.Here("verify", "--data", _elsewhere.Path)).ExitCode.ShouldBe(0, "nothing in it says that it is old");
        var old = await Run.Here("verify", "--data", _elsewhere.Path, "--checkpoint", checkpoint, "--json");
        old.ExitCode.ShouldBe(1);
        old.Lines.ShouldHaveSingleItem().GetProperty("findings").EnumerateArray().Select(static one => one.GetProperty("kind").GetString()).ShouldContain("rolled_back");
        (await Run.Here("verify", "--data", _elsewhere.Path, "--checkpoint", Path.Combine(_elsewhere.Path, "proof.key.pub"))).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task An_interaction_has_a_proof_for_others()
    {
        await RecordAsync(3);
        var id = (await RunAsync("search", "--json", "-n", "1")).Lines[0].GetProperty("interaction_id").GetString()!;
        var shown = await RunAsync("proof", "show", id);
        shown.ExitCode.ShouldBe(0, shown.Error);
        using var proof = JsonDocument.Parse(shown.Output);
        proof.RootElement.GetProperty("interaction_id").GetString().ShouldBe(id);
        proof.RootElement.GetProperty("entry").GetString()!.Split('\n').Length.ShouldBe(8);
        (await RunAsync("proof", "show", "01997f2c-8a3e-7cc1-9d5b-0242ac120002")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task The_status_and_the_metrics_say_how_the_proof_is_doing()
    {
        await RecordAsync(3);
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        await Eventually.HoldsAsync("it is chained", async () =>
        {
            using var status = JsonDocument.Parse(await http.GetStringAsync("/api/status", Cancellation));
            var proof = status.RootElement.GetProperty("proof");
            return proof.GetProperty("healthy").GetBoolean() && proof.GetProperty("entries").GetInt64() >= 5;
        });
        (await http.GetStringAsync("/metrics", Cancellation)).ShouldContain("reprise_proof_healthy 1");
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_records_leaves_a_record_that_verifies()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REPRISE_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        long answered = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            await using var killed = await ServerProcess.StartAsync(_elsewhere.File("data"), []);
            using var stop = new CancellationTokenSource();
            var calling = Enumerable.Range(0, 4).Select(_ => RecordUntilAsync(killed.Http, () => Interlocked.Increment(ref answered), stop.Token)).ToArray();
            var before = Interlocked.Read(ref answered);
            await Eventually.HoldsAsync("it records", () => Interlocked.Read(ref answered) > before + 20);
            await Task.Delay(random.Next(0, 300), Cancellation);
            killed.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(calling);
            var verified = await Run.Here("verify", "--data", _elsewhere.File("data"), "--json");
            verified.ExitCode.ShouldBe(0, $"seed {seed} (REPRISE_SEED), kill {kill}: {verified.Output}{verified.Error}");
            verified.Lines.ShouldHaveSingleItem().GetProperty("interactions").GetInt64().ShouldBeGreaterThanOrEqualTo(Interlocked.Read(ref answered));
        }
    }

    private static async Task RecordUntilAsync(HttpClient http, Action answered, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var content = new StringContent("""{"user_id":"u","kind":"event","bodies":{"request":{"text":"asked"}} }""", new MediaTypeHeaderValue("application/json"));
                using var response = await http.PostAsync("/api/interactions", content, stop);
                if (response.IsSuccessStatusCode) answered();
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task StartAsync()
    {
        _server = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _data.Path, Quiet = true });
        await _server.StartAsync(Cancellation);
        _url = _server.Urls.First();
    }

    private async Task StopAsync()
    {
        if (_server is null) return;
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _server = null;
    }

    private Task<Run> RunAsync(params string[] args) => Run.Here([.. args, "--server", _url]);

    private async Task RecordAsync(int count)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        for (var i = 0; i < count; i++)
        {
            using var content = new StringContent($$"""{"user_id":"u{{i % 10}}","session_id":"session-of-{{i}}","kind":"event"}""", new MediaTypeHeaderValue("application/json"));
            using var response = await http.PostAsync("/api/interactions", content, Cancellation);
            response.EnsureSuccessStatusCode();
        }
    }
}
