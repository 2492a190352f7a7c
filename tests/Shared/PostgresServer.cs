using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reprise.Interactions;

namespace Reprise.Tests;

/// <summary>
/// A real PostgreSQL server in a folder of its own, started for tests and gone with them. As root it runs as the user <c>postgres</c>, since it refuses root.
/// <c>REPRISE_TEST_POSTGRES</c> names another one to use instead (a connection string; its user must be allowed to create databases).
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> s_shared = new(() => StartAsync("fsync = off", "synchronous_commit = off", "full_page_writes = off"), LazyThreadSafetyMode.ExecutionAndPublication);

    private readonly TempFolder? _folder;
    private readonly string _base;
    private readonly int _port;
    private Process? _process;
    private int _databases;

    private PostgresServer(TempFolder? folder, string connection, int port)
    {
        (_folder, _base, _port) = (folder, connection, port);
    }

    /// <summary>The one that tests share which do it no harm. Skips the test (fails it in CI) where PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer> SharedAsync()
    {
        if (Environment.GetEnvironmentVariable("REPRISE_TEST_POSTGRES") is { Length: > 0 } named) return new PostgresServer(null, named, 0);
        if (Programs() is null) Need.Fail("PostgreSQL is not installed");
        return await s_shared.Value;
    }

    /// <summary>One for a single test that kills, fills or starves it.</summary>
    /// <param name="settings">Further settings, as <c>max_connections=10</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings) => await StartInAsync(new TempFolder(), settings);

    /// <summary>The same with its data in a folder given, such as one on a small disk.</summary>
    public static async Task<PostgresServer> StartInAsync(TempFolder folder, params string[] settings)
    {
        var programs = Programs();
        if (programs is null) Need.Fail("PostgreSQL is not installed");
        var port = FreePort();
        var server = new PostgresServer(folder, string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Include Error Detail=true"), port);
        if (Environment.UserName == "root") await RunAsync("chown", "-R", "postgres", folder.Path);
        await AsPostgresAsync(Path.Combine(programs!, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await File.AppendAllLinesAsync(
            Path.Combine(server.Data, "postgresql.conf"),
            ["listen_addresses = '127.0.0.1'", string.Create(CultureInfo.InvariantCulture, $"port = {port}"), $"unix_socket_directories = '{folder.Path}'", "shared_buffers = '128MB'", "max_connections = 200", .. settings]);
        await server.RestartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Abandon();
        return server;
    }

    public bool IsRunning => _process is { HasExited: false };

    private string Data => Path.Combine(_folder!.Path, "pg");

    /// <summary>A new, empty database; returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"reprise_{Interlocked.Increment(ref _databases):000}_{InteractionId.New(TimeProvider.System).Value:x}";
        if (_folder is null) throw new NotSupportedException("Create the database with the driver where the server is a foreign one.");
        await RunAsync(Path.Combine(Programs()!, "createdb"), "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", name);
        return $"{_base};Database={name}";
    }

    /// <summary>Ends it as <c>kill -9</c> does, with all its children.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Starts it after a kill, or for the first time; returns when it answers.</summary>
    public async Task RestartAsync()
    {
        // What was killed stays in the system's list until its parent asks after it; the files that name it would keep the next one away.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        File.Delete(Path.Combine(_folder!.Path, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{_port}.lock")));
        var start = Start(Path.Combine(Programs()!, "postgres"), "-D", Data);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.HoldsAsync("PostgreSQL answers", IsReady, TimeSpan.FromSeconds(60));
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        Kill();
        _folder?.Dispose();
    }

    /// <summary>At the end of the process, which has seconds at most and waits for nothing: a shell that outlives it ends the server and takes the folder away.</summary>
    private void Abandon()
    {
        var pidFile = Path.Combine(Data, "postmaster.pid");
        if (!IsRunning || !File.Exists(pidFile) || OperatingSystem.IsWindows()) return;
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "exec >/dev/null 2>&1; kill -9 \"$(head -n 1 \"$0\")\"; sleep 2; rm -rf -- \"$1\"", pidFile, _folder!.Path]));
    }

    private bool IsReady()
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Programs()!, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture)]))!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string? Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")) : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)).FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static ProcessStartInfo Start(string program, params string[] arguments)
    {
        var isRoot = Environment.UserName == "root";
        string[] whole = isRoot ? ["-u", "postgres", "--", program, .. arguments] : arguments;
        return new ProcessStartInfo(isRoot ? "runuser" : program, whole) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
    }

    private static Task AsPostgresAsync(string program, params string[] arguments) => RunAsync(Start(program, arguments));

    private static Task RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed: {await output}{await errors}");
    }
}
