using System.Diagnostics;
using System.Globalization;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary><c>reprise wrap</c> as a shell starts it.</summary>
public sealed class WrapTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Input_output_errors_and_exit_code_pass_as_they_are_and_stand_on_record_without_secrets()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        byte[] input = [.. Enumerable.Range(0, 256).Select(static n => (byte)n)];
        var run = await stage.RunAsync(input, null, "wrap", "--name", "copy", "--session", "s1", "--", "sh", "-c", "cat; echo oh >&2; exit 3", "--token", "hidden-value");
        run.ExitCode.ShouldBe(3);
        run.Bytes.ShouldBe(input);
        run.Error.ShouldBe("oh\n");
        var record = (await stage.RecordsAsync("copy")).ShouldHaveSingleItem();
        (record.GetProperty("kind").GetString(), record.GetProperty("status").GetString(), record.GetProperty("session_id").GetString()).ShouldBe(("cli_command", "error", "s1"));
        (record.GetProperty("metadata").GetProperty("exit_code").GetInt32(), record.GetProperty("metadata").GetProperty("stderr").GetString(), record.GetProperty("metadata").GetProperty("output_bytes").GetInt32()).ShouldBe((3, "oh\n", 256));
        record.GetRawText().ShouldNotContain("hidden-value");
    }

    [Fact]
    public async Task Output_arrives_while_the_command_runs_and_a_signal_reaches_it()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        using var process = stage.Start(null, "wrap", "--name", "waiting", "--", "sh", "-c", "trap 'echo caught; exit 5' TERM; echo ready; while :; do sleep 0.05; done");
        (await process.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("ready");
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(Cancellation);
        var run = await CommandLineStage.EndAsync(process);
        (run.ExitCode, run.Output).ShouldBe((5, "caught\n"));
        (await stage.RecordsAsync("waiting")).ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_flood_passes_whole_is_recorded_in_part_and_a_child_left_behind_keeps_nobody_waiting()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        var run = await stage.RunAsync("wrap", "--name", "flood", "--max-bytes", "1000", "--", "sh", "-c", "sleep 60 & head -c 3000000 /dev/zero");
        run.Bytes.Length.ShouldBe(3_000_000);
        var record = (await stage.RecordsAsync("flood")).ShouldHaveSingleItem();
        (record.GetProperty("metadata").GetProperty("output_bytes").GetInt32(), record.GetProperty("record_error").GetString()).ShouldBe((3_000_000, "the output is recorded up to --max-bytes"));
    }

    [Fact]
    public async Task A_record_made_while_the_server_is_away_is_sent_with_the_next_one()
    {
        await using var away = await CommandLineStage.OpenAsync(serves: false);
        var port = FreePort();
        var there = new Dictionary<string, string> { ["REPRISE_SERVER"] = $"http://127.0.0.1:{port}" };
        (await away.RunAsync([], there, "wrap", "--name", "early", "--", "true")).ExitCode.ShouldBe(0);
        await away.ServeAsync($"http://127.0.0.1:{port}");
        (await away.RunAsync([], there, "wrap", "--name", "late", "--", "true")).ExitCode.ShouldBe(0);
        (await away.RecordsAsync("late")).Count.ShouldBe(1);
        (await away.RecordsAsync("early")).Count.ShouldBe(1);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
