using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Reprise.EndToEnd.Tests.Hosts;

/// <summary>The shipped executable, serving in a process of its own that a test may kill.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string url)
    {
        _process = process;
        Url = url;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(30) };
    }

    public string Url { get; }
    public HttpClient Http { get; }

    /// <summary>The most memory it has had resident.</summary>
    public long PeakResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts <c>reprise serve</c> and waits until it listens.</summary>
    /// <param name="dataFolder">Its <c>--data</c>.</param>
    /// <param name="settings">Its <c>--set</c>, as <c>key=value</c>.</param>
    /// <param name="url">Where it listens; a free port when null.</param>
    public static async Task<ServerProcess> StartAsync(string dataFolder, IEnumerable<string> settings, string? url = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "reprise.dll"));
        foreach (var argument in new[] { "serve", "--urls", url ?? "http://127.0.0.1:0", "--data", dataFolder }) start.ArgumentList.Add(argument);
        foreach (var setting in settings)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var exited = process.WaitForExitAsync();
        var first = await Task.WhenAny(listening.Task, exited, Task.Delay(TimeSpan.FromSeconds(30)));
        if (first == listening.Task) return new ServerProcess(process, await listening.Task);
        if (!process.HasExited) process.Kill();
        throw new InvalidOperationException($"The server did not start: {said}");

        void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.AppendLine(line);
            if (ListeningAt().Match(line) is { Success: true } match) listening.TrySetResult(match.Value);
        }
    }

    /// <summary>As the power of <c>kill -9</c>: no handler of the process runs.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Kill();
            }
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
    private static partial Regex ListeningAt();
}
