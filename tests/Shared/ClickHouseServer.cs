using System.Diagnostics;
using System.Globalization;

namespace Reprise.Tests;

/// <summary>
/// ClickHouse's engine behind its HTTP interface, from <c>tests/chdb</c>, in a process and a folder of its own, started for tests and gone with them.
/// <c>REPRISE_TEST_CLICKHOUSE</c> names a real server to use instead (its HTTP address; the user <c>default</c> without a password must be allowed to create databases).
/// </summary>
internal sealed class ClickHouseServer : IAsyncDisposable
{
    private static readonly Lazy<Task<ClickHouseServer>> s_shared = new(StartAsync, LazyThreadSafetyMode.ExecutionAndPublication);
    private static readonly Lazy<Task> s_installed = new(InstallAsync, LazyThreadSafetyMode.ExecutionAndPublication);

    private readonly TempFolder? _folder;
    private Process? _process;

    private ClickHouseServer(TempFolder? folder, Uri? url)
    {
        _folder = folder;
        Url = url!;
    }

    public Uri Url { get; private set; }

    /// <summary>The one that tests share which do it no harm. Skips the test (fails it in CI) where it cannot be started.</summary>
    public static Task<ClickHouseServer> SharedAsync() =>
        Environment.GetEnvironmentVariable("REPRISE_TEST_CLICKHOUSE") is { Length: > 0 } named ? Task.FromResult(new ClickHouseServer(null, new Uri(named))) : s_shared.Value;

    /// <summary>One for a single test that kills it.</summary>
    public static async Task<ClickHouseServer> StartAsync()
    {
        await s_installed.Value;
        var server = new ClickHouseServer(new TempFolder(), null);
        await server.RestartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.Kill();
            server._folder!.Dispose();
        };
        return server;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Starts it after a kill, at the same address; returns when it answers.</summary>
    public async Task RestartAsync()
    {
        var port = Url is null ? "0" : Url.Port.ToString(CultureInfo.InvariantCulture);
        var start = Start("node", "server.mjs", _folder!.File("data"), port);
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) ?? throw new InvalidOperationException("tests/chdb/server.mjs ended before it listened.");
        Url = new Uri($"http://127.0.0.1:{line.Split(' ')[1]}");
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _folder?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task InstallAsync()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) Need.Fail("chdb, ClickHouse's engine for tests, runs on Linux and macOS only; name a server in REPRISE_TEST_CLICKHOUSE");
        await NodePackages.InstallAsync("chdb");
    }

    private static string Folder => Path.Combine(ProjectFolder.Path, "tests", "chdb");

    private static ProcessStartInfo Start(string program, params string[] arguments) =>
        new(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
}
