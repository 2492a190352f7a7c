using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Reprise.Client.Recording;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

/// <summary>
/// The server away, and the program that records killed in between. Small in every run; with <c>REPRISE_OUTAGE_SECONDS=600</c> and <c>REPRISE_OUTAGE_RATE=500</c> at full
/// size.
/// </summary>
public sealed class OutageSpec(ITestOutputHelper output) : IDisposable
{
    /// <summary>What a kill may take, as documented: what is not yet on disk while the server is away.</summary>
    private static readonly TimeSpan _allowed = TimeSpan.FromMilliseconds(500);
    private readonly TempFolder _spill = new();

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;

    public void Dispose() => _spill.Dispose();

    [Fact]
    public async Task A_killed_process_and_a_server_that_is_away_lose_only_the_last_moment_before_each_kill()
    {
        var (seconds, rate) = (Setting("REPRISE_OUTAGE_SECONDS", 6), Setting("REPRISE_OUTAGE_RATE", 500));
        await using var server = await RealServer.StartAsync();

        // 1. A time with the server, then without; two processes are killed, the third sees the server come back.
        var kills = new List<(int Last, int Next)>();
        var next = 0;
        var child = new Child(server.Url, _spill.Path, next, rate);
        await Eventually.HoldsAsync("the child records", () => child.Last >= rate / 2);
        await server.GoAwayAsync();
        for (var i = 0; i < 2; i++)
        {
            var until = Stopwatch.GetTimestamp();
            var from = child.Last;
            await Eventually.HoldsAsync("it goes on recording", () => Stopwatch.GetElapsedTime(until) > TimeSpan.FromSeconds(seconds / 3d) && child.Last > from, TimeSpan.FromSeconds(seconds + 30));
            child.Kill();
            next = child.Last + 1000;
            kills.Add((child.Last, next));
            child = new Child(server.Url, _spill.Path, next, rate);
            await Eventually.HoldsAsync("the next child records", () => child.Last >= next);
        }

        await Eventually.HoldsAsync("it goes on recording", () => child.Last > next + (rate * seconds / 3), TimeSpan.FromSeconds(seconds + 30));
        await server.ComeBackAsync();
        await Eventually.HoldsAsync("it goes on recording", () => child.Last > next + (rate * seconds / 3) + rate);
        var counters = await child.EndAsync();
        output.WriteLine(counters);

        // 2. Everything is there once and in order, but for the moment before each kill.
        if (Directory.EnumerateFiles(_spill.Path, "*.jsonl", SearchOption.AllDirectories).Any()) await SendRestAsync(server.Url);
        var found = (await server.AllAsync()).Select(i => JsonDocument.Parse(i.Metadata!).RootElement.GetProperty("n").GetInt32()).ToList();
        found.Distinct().Count().ShouldBe(found.Count, "something is there twice");
        found.SequenceEqual(found.Order()).ShouldBeTrue("the order is not kept");
        var missing = Enumerable.Range(0, child.Last + 1).Except(found).Where(n => !kills.Exists(kill => n > kill.Last && n < kill.Next)).ToList();
        output.WriteLine($"{found.Count} on record, {missing.Count} lost in {kills.Count} kills at {rate}/s");
        var first = 0;
        foreach (var kill in kills)
        {
            var lost = missing.Where(n => n >= first && n <= kill.Last).ToList();
            first = kill.Next;
            output.WriteLine($"kill after {kill.Last}: {lost.Count} lost");
            lost.Count.ShouldBeLessThanOrEqualTo((int)(_allowed.TotalSeconds * rate));
            // The last ones, without gaps before them.
            if (lost.Count > 0) lost.Min().ShouldBeGreaterThan(kill.Last - (int)(_allowed.TotalSeconds * rate));
        }

        missing.ShouldAllBe(n => kills.Exists(kill => n <= kill.Last && n > kill.Last - (int)(_allowed.TotalSeconds * rate)));
    }

    private async Task SendRestAsync(Uri server)
    {
        await using var recorder = new Recorder(new ServerSink(server), new RecorderOptions { SpillFolder = _spill.Path });
        await Eventually.HoldsAsync("the rest is sent", () => recorder.Counters.Found > 0 && recorder.Counters.OnDisk == 0);
    }

    private sealed class Child
    {
        private readonly Process _process;
        private readonly ConcurrentQueue<string> _lines = new();
        private int _last = -1;

        public Child(Uri server, string folder, int first, int rate)
        {
            var program = typeof(OutageSpec).Assembly.Location;
            _process = Process.Start(new ProcessStartInfo("dotnet", [program, "recording-child", server.ToString(), folder, $"{first}", $"{rate}"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, Environment = { [RecorderOptions.SwitchVariable] = "on" },
            })!;
            _process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is not { } text) return;
                if (text.StartsWith("end", StringComparison.Ordinal)) _lines.Enqueue(text);
                else if (int.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var number)) Volatile.Write(ref _last, number);
            };
            _process.BeginOutputReadLine();
        }

        /// <summary>The last record it said it made.</summary>
        public int Last => Volatile.Read(ref _last);

        public void Kill()
        {
            _process.Kill();
            // Its last words, too.
            _process.WaitForExit();
            _process.Dispose();
        }

        public async Task<string> EndAsync()
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.ExitCode.ShouldBe(0);
            _process.Dispose();
            return string.Join('\n', _lines);
        }
    }
}
