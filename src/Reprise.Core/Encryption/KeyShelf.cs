using System.Collections.Concurrent;
using System.Security.Cryptography;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// Where keys lie: wrapped in the settings store, so that several servers on one database share them, and opened in memory. Notices what another server changes. Safe for use from many threads.
/// </summary>
/// <param name="settings">The plain settings store: keys are wrapped and not sealed.</param>
/// <param name="master">Wraps and unwraps; null when encryption is off.</param>
/// <param name="previous">Unwraps only, while the master key is being changed; null otherwise.</param>
/// <param name="copy">A second, wrapped copy of the installation's keys on this machine, for a start while the settings store is away; null for none.</param>
/// <param name="time">When keys are made.</param>
/// <param name="audited">The settings store that everybody else has, with all that stands around it: what is done with keys by people is noted there. Asked for late, because it seals with what
/// lies here; null for <paramref name="settings"/>.</param>
internal sealed class KeyShelf(ISettingsStore settings, IMasterKey? master, IMasterKey? previous, KeyCopy? copy, TimeProvider time, Func<ISettingsStore>? audited = null) : IDisposable
{
    public const string SettingKind = "encryption.key";

    private const string RootKey = "root";
    private const string RingKey = "data";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private byte[]? _root;
    private bool _isOpen;

    // How many changes we were told of. What was read while one came may be from before it.
    private long _changes;
    private IDisposable? _watch;

    public IMasterKey? Master => master;

    private ISettingsStore Audited => audited?.Invoke() ?? settings;

    /// <summary>For messages: never just an empty name.</summary>
    public static string Describe(string project) => project.Length == 0 ? "the installation" : $"project '{project}'";

    /// <summary>
    /// Loads or makes the root secret and the installation's keys. Throws <see cref="SealException"/> when the record is encrypted and the master key is missing or another one,
    /// <see cref="StoreException"/> when the settings store cannot be asked.
    /// </summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOpen) return;
            _watch ??= settings.Watch(Changed);
            _root = await LoadRootAsync(cancellationToken).ConfigureAwait(false);
            if (master is not null) await TakeAsync("", make: true, cancellationToken).ConfigureAwait(false);
            _isOpen = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The root secret. Waits for the settings store when it was not there at the start.</summary>
    public byte[] Root()
    {
        if (_root is { } root) return root;
        Block(OpenAsync);
        return _root!;
    }

    /// <summary>A project's keys, made when there are none.</summary>
    public async ValueTask<KeyRing> RingAsync(string project, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(project, out var entry) && entry is { IsStale: false, Ring: { } ring }) return ring;
        return (await ReloadAsync(project, make: true, cancellationToken).ConfigureAwait(false)).Ring!;
    }

    /// <summary>The same for callers that cannot wait; blocks only at the first use of a project and after its keys were changed elsewhere.</summary>
    public KeyRing Ring(string project)
    {
        if (_entries.TryGetValue(project, out var entry) && entry is { IsStale: false, Ring: { } ring }) return ring;
        try
        {
            return Block(cancellationToken => ReloadAsync(project, make: true, cancellationToken)).Ring!;
        }
        catch (StoreException) when (entry?.Ring is not null)
        {
            // Keys that were replaced still seal and open until the store says by what.
            return entry.Ring;
        }
    }

    /// <summary>A project's keys for opening: makes none.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="again">Ask the store although keys are at hand, since something was sealed with one that is not.</param>
    public (KeyRing? Ring, int DestroyedThrough) Find(string project, bool again = false)
    {
        if (!again && _entries.TryGetValue(project, out var entry) && !entry.IsStale) return (entry.Ring, entry.DestroyedThrough);
        var loaded = Block(cancellationToken => ReloadAsync(project, make: false, cancellationToken));
        return (loaded.Ring, loaded.DestroyedThrough);
    }

    /// <summary>All records of keys there are, by project, the installation's first.</summary>
    public async Task<IReadOnlyList<(string Project, KeyRecord Record)>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await settings.ListAsync(null, SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(setting => setting.Key == RingKey).Select(setting => (setting.Project, KeyRecord.Read(setting.Value)))];
    }

    /// <summary>Writes other keys for a project, in turn with every other server: asked again with what is there by then when another was faster. Null changes nothing.</summary>
    public async Task<bool> ChangeAsync(string project, Func<KeyRing?, KeyRecord?, Task<KeyRecord?>> change, AuditEntry audit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await settings.FindAsync(project, SettingKind, RingKey, cancellationToken).ConfigureAwait(false);
            var record = kept is null ? null : KeyRecord.Read(kept.Value);
            var ring = record is null ? null : await UnwrapAsync(project, record, cancellationToken).ConfigureAwait(false);
            if (await change(ring, record).ConfigureAwait(false) is not { } changed) return false;
            var setting = new Setting { Project = project, Kind = SettingKind, Key = RingKey, Value = changed.ToJson() };
            // Not while the gate is held: the entry of the audit log is sealed with keys that lie here, and their turn may have to be waited for.
            if (await Audited.PutAsync(setting, kept?.Version ?? 0, audit, cancellationToken).ConfigureAwait(false) is null) continue;
            // From here on the keys are other ones, so whoever asks next must see them, whether or not the caller still waits.
            await ReloadAsync(project, make: false, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Wraps the root secret again, with the master key that is configured now. False when there is none yet.</summary>
    public async Task<bool> RewrapRootAsync(AuditEntry audit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await settings.FindAsync("", SettingKind, RootKey, cancellationToken).ConfigureAwait(false);
            if (kept is null) return false;
            var root = RootSecret.Read(kept.Value);
            var secret = root.Master is null ? root.Bytes : await UnwrapAsync("", root.Master, root.Bytes, cancellationToken).ConfigureAwait(false);
            if (await PutRootAsync(secret, kept.Version, audit, cancellationToken).ConfigureAwait(false)) return true;
        }
    }

    /// <summary>Unwraps what does not say by which master key it was wrapped.</summary>
    public async Task<byte[]> UnwrapAnyAsync(byte[] wrapped, CancellationToken cancellationToken)
    {
        try
        {
            return await master!.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false);
        }
        catch (SealException) when (previous is not null)
        {
            return await previous.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over the root secret of another record, so that pseudonyms stay the same where that record is moved to. Before anything is derived from the own one.</summary>
    public async Task AdoptRootAsync(KeyShelf other, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(other);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var secret = other.Root();
        while (!_root!.AsSpan().SequenceEqual(secret))
        {
            var kept = await settings.FindAsync("", SettingKind, RootKey, cancellationToken).ConfigureAwait(false);
            if (await PutRootAsync(secret, kept?.Version ?? 0, null, cancellationToken).ConfigureAwait(false)) _root = secret;
        }
    }

    public Task NoteAsync(AuditEntry audit, CancellationToken cancellationToken) => Audited.AppendAuditAsync([audit], cancellationToken);

    public async Task<KeyRecord> WrapAsync(string project, KeyRing ring, CancellationToken cancellationToken)
    {
        var secrets = ring.ToBytes(project);
        try
        {
            return new KeyRecord
            {
                Master = master!.Id,
                Wrapped = await master.WrapAsync(secrets, cancellationToken).ConfigureAwait(false),
                Versions = [.. ring.Keys.Select(key => new KeyVersion(key.Version, key.Created))],
                DestroyedThrough = ring.DestroyedThrough,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
        }
    }

    /// <summary>Takes the keys this machine has a copy of, while the settings store is away.</summary>
    public async Task UseCopyAsync(CancellationToken cancellationToken)
    {
        if (copy is null || master is null) return;
        if (_root is null && copy.Find(RootKey) is { } root && RootSecret.Read(root) is { Master: { } by } wrapped) _root = await UnwrapAsync("", by, wrapped.Bytes, cancellationToken).ConfigureAwait(false);
        if (!_entries.ContainsKey("") && copy.Find(RingKey) is { } ring) _entries[""] = await EntryOfAsync("", KeyRecord.Read(ring), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _gate.Dispose();
    }

    private async Task<Entry> ReloadAsync(string project, bool make, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _watch ??= settings.Watch(Changed);
            return await TakeAsync(project, make, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Loads a project's keys and keeps them; as stale when a change was told meanwhile, so that whoever asks next looks again.</summary>
    private async Task<Entry> TakeAsync(string project, bool make, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref _changes);
        var loaded = await LoadAsync(project, make, cancellationToken).ConfigureAwait(false);
        _entries[project] = loaded;
        // Kept first and asked afterwards: a change is counted before it looks for what is kept, so one of the two sees the other.
        if (Interlocked.Read(ref _changes) != before) _entries.TryUpdate(project, loaded with { IsStale = true }, loaded);
        return loaded;
    }

    private async Task<Entry> LoadAsync(string project, bool make, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await settings.FindAsync(project, SettingKind, RingKey, cancellationToken).ConfigureAwait(false);
            var record = kept is null ? null : KeyRecord.Read(kept.Value);
            if (!make || record?.Wrapped is not null)
            {
                if (project.Length == 0 && kept is not null) copy?.Keep(RingKey, kept.Value);
                return record is null ? new Entry(null, 0, false) : await EntryOfAsync(project, record, cancellationToken).ConfigureAwait(false);
            }

            var made = await WrapAsync(project, KeyRing.Make(time.GetUtcNow(), record?.DestroyedThrough ?? 0), cancellationToken).ConfigureAwait(false);
            // Whether it was written or another server was faster, what stands there now is what counts.
            await settings.PutAsync(new Setting { Project = project, Kind = SettingKind, Key = RingKey, Value = made.ToJson() }, kept?.Version ?? 0, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Entry> EntryOfAsync(string project, KeyRecord record, CancellationToken cancellationToken) =>
        new(await UnwrapAsync(project, record, cancellationToken).ConfigureAwait(false), record.DestroyedThrough, false);

    private async Task<KeyRing?> UnwrapAsync(string project, KeyRecord record, CancellationToken cancellationToken)
    {
        if (record.Wrapped is null) return null;
        var secrets = await UnwrapAsync(project, record.Master, record.Wrapped, cancellationToken).ConfigureAwait(false);
        try
        {
            return KeyRing.Read(project, secrets, record);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
        }
    }

    private Task<byte[]> UnwrapAsync(string project, string? by, byte[] wrapped, CancellationToken cancellationToken)
    {
        if (master is null)
        {
            throw new SealException(
                $"This record is encrypted (master key {by}) and no master key is configured. Set Encryption:MasterKeyFile, Encryption:MasterKey or Encryption:Command to the one it was encrypted with.");
        }

        if (master.Id == by) return master.UnwrapAsync(wrapped, cancellationToken);
        if (previous is not null && previous.Id == by) return previous.UnwrapAsync(wrapped, cancellationToken);
        throw new SealException(
            $"The keys of {Describe(project)} are wrapped by master key {by}, and the configured one is {master.Id}. Configure that one, or give it as Encryption:PreviousMasterKeyFile or Encryption:PreviousMasterKey while you change to the new one.");
    }

    private async Task<byte[]> LoadRootAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await settings.FindAsync("", SettingKind, RootKey, cancellationToken).ConfigureAwait(false);
            if (kept is null)
            {
                await PutRootAsync(RandomNumberGenerator.GetBytes(RootSecret.Length), 0, null, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var root = RootSecret.Read(kept.Value);
            if (root.Master is not null)
            {
                var secret = await UnwrapAsync("", root.Master, root.Bytes, cancellationToken).ConfigureAwait(false);
                copy?.Keep(RootKey, kept.Value);
                return secret;
            }

            // Encryption is off, or is being turned on: the secret stays the same, so that pseudonyms do.
            if (master is null) return root.Bytes;
            await PutRootAsync(root.Bytes, kept.Version, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> PutRootAsync(byte[] secret, long version, AuditEntry? audit, CancellationToken cancellationToken)
    {
        var root = master is null ? new RootSecret(null, secret) : new RootSecret(master.Id, await master.WrapAsync(secret, cancellationToken).ConfigureAwait(false));
        var into = audit is null ? settings : Audited;
        return await into.PutAsync(new Setting { Project = "", Kind = SettingKind, Key = RootKey, Value = root.ToJson() }, version, audit, cancellationToken).ConfigureAwait(false) is not null;
    }

    private void Changed(SettingChange change)
    {
        if (change.Kind == SettingKind || change.Kind.Length == 0) Interlocked.Increment(ref _changes);
        if (change.Kind == SettingKind)
        {
            if (_entries.TryGetValue(change.Project, out var entry)) _entries.TryUpdate(change.Project, entry with { IsStale = true }, entry);
        }
        else if (change.Kind.Length == 0)
        {
            foreach (var (project, entry) in _entries) _entries.TryUpdate(project, entry with { IsStale = true }, entry);
        }
    }

    /// <summary>Waits where nothing can be awaited, on another thread so that no context is held up.</summary>
    private static T Block<T>(Func<CancellationToken, Task<T>> ask) => Task.Run(() => ask(CancellationToken.None)).GetAwaiter().GetResult();

    private static void Block(Func<CancellationToken, Task> ask) => Task.Run(() => ask(CancellationToken.None)).GetAwaiter().GetResult();

    private sealed record Entry(KeyRing? Ring, int DestroyedThrough, bool IsStale);
}
