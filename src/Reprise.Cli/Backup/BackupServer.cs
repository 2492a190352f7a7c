using System.Net;
using System.Net.Sockets;
using Reprise.Capture;
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

    public RepriseClient Client(string project) => new(Address, project);

    /// <param name="address">Of the running server.</param>
    /// <param name="data">The data folder, to be opened when no running server has it; one that has must be that at the address. Null to ask whichever is there.</param>
    /// <param name="settings">Its settings, as <c>key=value</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<BackupServer> OpenAsync(Uri address, string? data, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        if (data is null) return new BackupServer(address);
        if (!Directory.Exists(data)) throw CommandFailedException.Usage($"--data: there is no folder '{data}'.");
        if (JournalLock.IsTaken(JournalOf(data)))
        {
            await RefuseOthersAsync(address, data, cancellationToken);
            return new BackupServer(address);
        }

        var server = new BackupServer(new Uri($"http://127.0.0.1:{FreePort()}"));
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

    /// <summary>Where it is unless a setting says otherwise; a server that starts on one that is elsewhere and taken says so itself.</summary>
    private static string JournalOf(string data) => Path.Combine(data, "journal");

    /// <summary>Somebody has the folder open. Whoever listens at the address is asked whether it is that one: another server's record is not to be copied nor changed.</summary>
    private static async Task RefuseOthersAsync(Uri address, string data, CancellationToken cancellationToken)
    {
        using var client = new RepriseClient(address);
        string told;
        try
        {
            var status = await client.GetStatusAsync(cancellationToken);
            if (JournalLock.Find(JournalOf(data)) is { } owner && status.InstanceId == owner.Run.ToString()) return;
            told = $"the server at {address} is another one";
        }
        catch (Exception e) when (e is HttpRequestException or RepriseApiException)
        {
            told = $"no Reprise answers at {address}";
        }

        throw new CommandFailedException($"'{data}' is open in a running server, and {told}. Say with --server where the one that has it listens, or stop it.");
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
