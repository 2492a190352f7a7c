using System.Net;
using System.Net.Sockets;
using Reprise.Client;
using Reprise.Server;

namespace Reprise.Cli.Backup;

/// <summary>The server a command works with: one that runs, or one in this process over a data folder that nobody has open.</summary>
internal sealed class BackupServer : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Nothing but the command changes the record, and every record fits into a request.</summary>
    private static readonly string[] s_own = ["Retention:Interval=00:00:00", "Ingest:MaxBodyBytes=1000000000"];

    private readonly CancellationTokenSource _ending = new();
    private Task _serving = Task.CompletedTask;

    private BackupServer(Uri address) => Address = address;

    public Uri Address { get; }

    /// <summary>What names it in a mark: the same folder is the same server, whatever its port.</summary>
    public string Identity { get; private init; } = "";

    public RepriseClient Client(string project) => new(Address, project);

    /// <param name="address">Of the running server.</param>
    /// <param name="data">The data folder, to be opened when no running server has it; null to ask the running server.</param>
    /// <param name="settings">Its settings, as <c>key=value</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<BackupServer> OpenAsync(Uri address, string? data, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        if (data is null || IsInUse(data)) return new BackupServer(address) { Identity = address.ToString() };
        if (!Directory.Exists(data)) throw CommandFailedException.Usage($"--data: there is no folder '{data}'.");
        await RefuseSharedAsync(address, data, cancellationToken);
        var server = new BackupServer(new Uri($"http://127.0.0.1:{FreePort()}")) { Identity = Path.GetFullPath(data) };
        server._serving = RepriseServer.RunAsync(
            new ServeOptions { Urls = [server.Address.ToString()], DataFolder = data, Quiet = true, Settings = [.. settings, .. s_own] }, server._ending.Token);
        await server.WaitAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    /// <summary>Whether a running server holds the folder's database.</summary>
    private static bool IsInUse(string data)
    {
        var path = Path.Combine(data, "reprise.lock");
        if (!File.Exists(path)) return false;
        try
        {
            using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Only SQLite locks its folder. A server on another engine may have this one open, and two must not work off one journal.</summary>
    private static async Task RefuseSharedAsync(Uri address, string data, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new RepriseClient(address);
            if ((await client.GetStatusAsync(cancellationToken)).Store is not { Engine: { } engine and not "sqlite" }) return;
            throw new CommandFailedException($"The server at {address} keeps its record in {engine} and may have '{data}' open. Leave --data out to ask that server, or stop it first.");
        }
        catch (Exception e) when (e is HttpRequestException or RepriseApiException)
        {
            // Nobody there, or somebody else.
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var client = Client(RepriseClient.DefaultProject);
        while (true)
        {
            if (_serving.IsCompleted)
            {
                await _serving;
                throw new CommandFailedException("The data folder could not be opened; the lines above say why.");
            }

            try
            {
                if ((await client.GetReadinessAsync(cancellationToken)).Ready) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(s_poll, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
