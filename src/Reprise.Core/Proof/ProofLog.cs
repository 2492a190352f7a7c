using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Store;

namespace Reprise.Proof;

/// <summary>
/// Keeps the proof: takes announcements of what is about to be stored or removed, and chains behind the caller what was. Whatever fails here is counted and told in
/// the status, tried again, and never in the way of recording. Safe for use from many threads.
/// </summary>
public sealed partial class ProofLog : IAsyncDisposable
{
    private const int MostTogether = 512;
    private const int MostQueued = 200_000;
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly IProofStore _store;
    private readonly ProofOptions _options;
    private readonly ProofKeyFile _keyFile;
    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CheckpointFolder? _folder;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly Queue<Announced> _queue = [];
    private readonly List<Announced> _doubtful = [];
    private readonly List<IProofSource> _sources = [];
    private SigningKey? _key;
    private ProofHead? _head;
    private long _queued;
    private long _unproven;
    private long _checkpointAt;
    private string? _trouble;
    private string? _refusal;
    private Task? _loop;
    private Task? _adoption;
    private bool _isDisposed;

    /// <param name="store">Where it is kept; disposed by whoever made it.</param>
    /// <param name="options">How.</param>
    /// <param name="keyFile">The private key, made when the proof begins.</param>
    /// <param name="owner">Names this server among those that share the store; the same after a restart.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Gets what goes wrong.</param>
    public ProofLog(IProofStore store, ProofOptions options, string keyFile, string owner, TimeProvider time, ILogger<ProofLog>? log = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(keyFile);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentNullException.ThrowIfNull(time);
        (_store, _options, _owner, _time, _log) = (store, options, owner, time, log ?? NullLogger<ProofLog>.Instance);
        _keyFile = new ProofKeyFile(keyFile);
        _folder = options.CheckpointFolder is { Length: > 0 } folder ? new CheckpointFolder(folder) : null;
    }

    public IProofStore Store => _store;

    /// <summary>PEM; null while the proof is not open.</summary>
    public string? PublicKey => _key?.PublicKey;

    internal SigningKey? Key => _key;

    public ProofStatus Status
    {
        get
        {
            var head = Volatile.Read(ref _head);
            lock (_lock)
            {
                return new ProofStatus
                {
                    Healthy = _refusal is null && _trouble is null && _folder?.Trouble is null && head is not null,
                    Message = _refusal ?? _trouble ?? _folder?.Trouble ?? (head is null ? "The proof is not open yet." : null),
                    Entries = head?.Size ?? 0,
                    Checkpoint = head?.Checkpoint ?? 0,
                    CheckpointEntries = head?.CheckpointSize ?? 0,
                    Queued = Interlocked.Read(ref _queued),
                    Doubtful = _doubtful.Sum(static one => one.Count),
                    Unproven = Interlocked.Read(ref _unproven),
                    Adopting = head?.IsAdopting ?? false,
                };
            }
        }
    }

    /// <summary>Opens it, beginning a new proof where there is none. Never throws but for a cancellation: what is wrong is in the status, and tried again.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_head is not null) return;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isDisposed) return;
            _loop ??= Task.Run(LoopAsync, CancellationToken.None);
            await TryOpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits until everything confirmed is chained. Throws <see cref="ProofException"/> when that cannot be done now.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (!await ChainQueuedAsync(cancellationToken).ConfigureAwait(false)) throw new ProofException(Status.Message ?? "The proof cannot be written now.");
    }

    /// <summary>Signs a checkpoint over what is chained now, unless the last one holds all of it. Null when there is nothing at all.</summary>
    public async Task<ExportedCheckpoint?> CheckpointAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await ExtendAsync(static head => Task.FromResult<ProofStep?>(new ProofStep { Checkpoint = true }), cancellationToken).ConfigureAwait(false);
        var last = await _store.CheckpointsAsync(_head!.Checkpoint, 1, cancellationToken).ConfigureAwait(false);
        return last is [{ Checkpoint: var checkpoint }, ..] && _key is { } key ? ExportedCheckpoint.Of(checkpoint, key.PublicKey) : null;
    }

    internal void Serve(IProofSource source)
    {
        lock (_lock) _sources.Add(source);
    }

    /// <summary>Notes what is about to be stored. What cannot be noted is kept in memory alone.</summary>
    internal async Task<Announced> AnnounceAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0 || _refusal is not null) return new Announced(0, drafts, null);
        return new Announced(await WriteAsync(DraftCodec.Write(drafts), cancellationToken).ConfigureAwait(false), drafts, null);
    }

    /// <summary>
    /// Notes what is about to be removed. Throws when that cannot be done for now: what goes without a trace would look like tampering. A proof that is no good any
    /// more holds no removal up.
    /// </summary>
    internal async Task<Announced> AnnounceAsync(RemovalNote note, CancellationToken cancellationToken)
    {
        if (_refusal is not null) return new Announced(0, [], note);
        var number = await WriteAsync(note.ToBytes(), cancellationToken).ConfigureAwait(false);
        return number > 0 ? new Announced(number, [], note) : throw new StoreException($"Nothing is removed while the proof cannot be written: {Status.Message}") { IsTransient = true };
    }

    /// <summary>What was announced is on record, or these of it.</summary>
    internal void Confirm(Announced announced)
    {
        if (announced.Count == 0) return;
        if (_refusal is not null || Interlocked.Read(ref _queued) >= MostQueued)
        {
            // What is announced is looked up at the next start.
            if (announced.Number == 0) Interlocked.Add(ref _unproven, announced.Count);
            return;
        }

        Interlocked.Add(ref _queued, announced.Count);
        lock (_lock) _queue.Enqueue(announced);
        if (_signal.CurrentCount == 0) _signal.Release();
    }

    /// <summary>Nobody knows whether it is on record: the store is asked later.</summary>
    internal void Doubt(Announced announced)
    {
        if (announced.Count == 0) return;
        lock (_lock) _doubtful.Add(announced);
    }

    /// <summary>It is not on record and will not be.</summary>
    internal async Task WithdrawAsync(Announced announced)
    {
        if (announced.Number == 0) return;
        try
        {
            await _store.ForgetAsync([announced.Number], CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            Doubt(announced);
        }
    }

    /// <summary>Writes tombstones for what went, and settles its announcement. When that cannot be done now it is done later.</summary>
    internal async Task BuryAsync(Announced announced, IReadOnlyList<RemovedRecord> gone, CancellationToken cancellationToken)
    {
        if (announced.Number == 0) return;
        try
        {
            await ExtendAsync(_ => Task.FromResult<ProofStep?>(Tombstones(announced, gone)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreException or ProofException)
        {
            Doubt(announced);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        foreach (var task in new[] { _loop, _adoption })
            if (task is not null) await task.ConfigureAwait(false);
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        try
        {
            if (_head is not null && await ChainQueuedAsync(patience.Token).ConfigureAwait(false))
                await ExtendAsync(static head => Task.FromResult<ProofStep?>(new ProofStep { Checkpoint = true }), patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreException or ProofException or OperationCanceledException)
        {
            Log.NotWritten(_log, exception.Message);
        }

        _key?.Dispose();
        _ending.Dispose();
        _gate.Dispose();
        _signal.Dispose();
    }

    private static ProofStep? Tombstones(Announced announced, IReadOnlyList<RemovedRecord> gone)
    {
        var note = announced.Removal!;
        if (gone.Count == 0) return new ProofStep { Settled = [announced.Number] };
        var entries = gone.SelectMany(record => note.BodiesOnly ? [record.Entry] : record.Facts.Prepend(record.Entry)).Where(static entry => entry >= 0).Order().ToList();
        var detail = new TombstoneDetail { Reason = note.Reason, Actor = note.Actor, Entries = entries };
        return new ProofStep { Tombstone = (note, detail), Settled = [announced.Number] };
    }

    private async Task<long> WriteAsync(byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            if (_head is null) await OpenAsync(cancellationToken).ConfigureAwait(false);
            if (_key is not { } key || _head is null) return 0;
            var announcement = new Announcement { Owner = _owner, At = Now(), Content = content, Seal = key.Seal(content) };
            return await _store.AnnounceAsync(announcement, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException exception)
        {
            Fail(exception.Message);
            return 0;
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Fail(string message)
    {
        bool isNew;
        lock (_lock) (isNew, _trouble) = (_trouble is null, message);
        if (isNew) Log.NotWritten(_log, message);
    }

    private static partial class Log
    {
        [LoggerMessage(1801, LogLevel.Error, "The proof cannot be written: {Reason}. Recording goes on; what comes is chained later")]
        public static partial void NotWritten(ILogger logger, string reason);

        [LoggerMessage(1802, LogLevel.Error, "Nothing is proven from now on: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(1803, LogLevel.Information, "The proof is begun; what is on record already is taken over")]
        public static partial void Begun(ILogger logger);
    }
}

/// <summary>What was announced under a number (0: in memory alone).</summary>
internal sealed record Announced(long Number, IReadOnlyList<Draft> Drafts, RemovalNote? Removal)
{
    public int Count => Removal is null ? Drafts.Count : Removal.Records.Count;
}
