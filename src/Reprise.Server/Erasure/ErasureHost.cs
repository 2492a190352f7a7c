using System.Threading.Channels;
using Reprise.Cache.Entries;
using Reprise.Privacy.Erasure;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Erasure;

/// <summary>Works erasures off, one at a time, on the server that leads; begins with those that an earlier process left unfinished.</summary>
internal sealed partial class ErasureHost(ErasureRun run, ErasureShelf shelf, ErasedIds erased, ISettingsStore settings, TimeProvider time, ILogger<ErasureHost> log) : BackgroundService
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is one more to be done.</summary>
    public void Wake() => _wishes.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await WorkOffAsync(stoppingToken)) await Task.Delay(s_retryAfter, time, stoppingToken);
            else await _wishes.Reader.ReadAsync(stoppingToken);
        }
    }

    /// <summary>False when something is left to be tried again.</summary>
    private async Task<bool> WorkOffAsync(CancellationToken stoppingToken)
    {
        ErasureRecord? current = null;
        try
        {
            await erased.LoadAsync(stoppingToken);
            foreach (var waiting in (await shelf.ListAsync(null, stoppingToken)).Where(static record => record.State == ErasureState.Running).OrderBy(static record => record.StartedAt))
            {
                if (!await settings.TryLeadAsync(stoppingToken)) return false;
                current = waiting;
                var done = await run.RunAsync(waiting, settings.TryLeadAsync, stoppingToken);
                if (done.State == ErasureState.Running) return false;
                Log.Done(log, done.Id, done.Project, done.Counts.GetValueOrDefault("interactions"));
            }

            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.Failed(log, current?.Id ?? "", e.GetType().Name, e is StoreException or CacheEntriesException ? e.Message : "");
            if (current is not null) await NoteAsync(current, e, stoppingToken);
            return false;
        }
    }

    /// <summary>So that whoever waits for it can see what stands in the way.</summary>
    private async Task NoteAsync(ErasureRecord record, Exception trouble, CancellationToken cancellationToken)
    {
        try
        {
            if (await shelf.FindAsync(record.Project, record.Id, cancellationToken) is { State: ErasureState.Running } now)
                await shelf.KeepAsync(now with { Trouble = trouble is StoreException or CacheEntriesException or IOException ? trouble.Message : trouble.GetType().Name }, cancellationToken);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // The settings are what is in trouble; the log has it.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7301, LogLevel.Information, "Erasure {Erasure} in project '{Project}' is done: {Interactions} interactions")]
        public static partial void Done(ILogger logger, string erasure, string project, long interactions);

        [LoggerMessage(7302, LogLevel.Warning, "Erasure {Erasure} cannot go on for now ({Kind}): {Reason} It is tried again in 5 s")]
        public static partial void Failed(ILogger logger, string erasure, string kind, string reason);
    }
}
