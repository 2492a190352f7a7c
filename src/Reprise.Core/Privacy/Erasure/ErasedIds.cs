using System.Globalization;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Privacy.Erasure;

/// <summary>
/// The ids of everything that was erased: so that neither a backup, nor a journal, nor a copy that somebody sends in, brings any of it back. 16 bytes each, in settings and in
/// memory. Safe for use from many threads.
/// </summary>
public sealed class ErasedIds : IDisposable
{
    /// <summary>Ids in one setting.</summary>
    public const int PartSize = 2000;

    private readonly ISettingsStore _settings;
    private readonly IDisposable _watching;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly HashSet<(string Project, InteractionId Id)> _ids = [];
    private volatile bool _isLoaded;
    private volatile bool _hasAny;
    private long _refused;

    public ErasedIds(ISettingsStore settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        // Another server may have erased something. Our own are told too and are there already, so reading them again costs one look.
        _watching = settings.Watch(change => _isLoaded &= change.Kind is not (ErasureRecord.IdsKind or ""));
    }

    /// <summary>How often something erased came again and was refused, since the server started.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public long Count
    {
        get
        {
            lock (_gate) return _ids.Count;
        }
    }

    /// <summary>Reads what is known; again when another server may have changed it.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded) return;
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isLoaded) return;
            _isLoaded = true;
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isLoaded = false;
            throw;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        _watching.Dispose();
        _loading.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var part in await _settings.ListAsync(null, ErasureRecord.IdsKind, cancellationToken).ConfigureAwait(false)) Add(part.Project, Read(part.Value));
    }

    public bool Contains(string project, InteractionId id)
    {
        if (!_hasAny) return false;
        lock (_gate) return _ids.Contains((project, id));
    }

    public void CountRefused(int count) => Interlocked.Add(ref _refused, count);

    /// <summary>Writes a part of an erasure's ids, before they are erased: what is gone must be known to be gone.</summary>
    public async Task AddAsync(string project, string erasure, int part, IReadOnlyList<InteractionId> ids, CancellationToken cancellationToken)
    {
        var setting = new Setting { Project = project, Kind = ErasureRecord.IdsKind, Key = KeyOf(erasure, part), Value = Write(ids) };
        var wasLoaded = _isLoaded;
        Add(project, ids);
        await _settings.PutAsync(setting, null, null, cancellationToken).ConfigureAwait(false);
        _isLoaded = wasLoaded;
    }

    /// <summary>All ids of one erasure, in the order they were erased.</summary>
    public async Task<IReadOnlyList<InteractionId>> OfAsync(string project, string erasure, int parts, CancellationToken cancellationToken)
    {
        var ids = new List<InteractionId>();
        for (var part = 0; part < parts; part++)
        {
            if (await _settings.FindAsync(project, ErasureRecord.IdsKind, KeyOf(erasure, part), cancellationToken).ConfigureAwait(false) is { } setting) ids.AddRange(Read(setting.Value));
        }

        return ids;
    }

    /// <summary>All that is known, with the certificates of what is done.</summary>
    internal async Task<ErasedIdsExport> ExportAsync(ErasureShelf shelf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shelf);
        var certificates = (await shelf.ListAsync(null, cancellationToken).ConfigureAwait(false)).ToDictionary(record => (record.Project, record.Id), record => record.Certificate);
        var parts = new List<ErasedIdsPart>();
        foreach (var setting in await _settings.ListAsync(null, ErasureRecord.IdsKind, cancellationToken).ConfigureAwait(false))
        {
            if (setting.Key.LastIndexOf('/') is not (> 0 and var slash) || !int.TryParse(setting.Key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part)) continue;
            var erasure = setting.Key[..slash];
            parts.Add(new ErasedIdsPart
            {
                Project = setting.Project, ErasureId = erasure, Part = part, Ids = setting.Value.Trim('"'),
                Certificate = part == 0 ? certificates.GetValueOrDefault((setting.Project, erasure)) : null,
            });
        }

        return new ErasedIdsExport { Items = [.. parts.OrderBy(static part => part.Project, StringComparer.Ordinal).ThenBy(static part => part.ErasureId, StringComparer.Ordinal).ThenBy(static part => part.Part)] };
    }

    /// <summary>Takes over what another server knows; what is known here already stays. Returns how many ids are new.</summary>
    /// <exception cref="FormatException">The ids cannot be read.</exception>
    public async Task<int> TakeAsync(ErasedIdsPart part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        var given = Read(part.Ids);
        if (part.Ids.Length == 0 || Convert.FromBase64String(part.Ids).Length % 16 != 0) throw new FormatException("Ids have 16 bytes each.");
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var key = KeyOf(part.ErasureId, part.Part);
        for (var fresh = given.Count(id => !Contains(part.Project, id)); ;)
        {
            var known = await _settings.FindAsync(part.Project, ErasureRecord.IdsKind, key, cancellationToken).ConfigureAwait(false);
            InteractionId[] all = known is null ? given : [.. Read(known.Value).Union(given)];
            var setting = known is null ? new Setting { Project = part.Project, Kind = ErasureRecord.IdsKind, Key = key, Value = "" } : known;
            if (await _settings.PutAsync(setting with { Value = Write(all) }, known?.Version ?? 0, null, cancellationToken).ConfigureAwait(false) is null) continue;
            Add(part.Project, given);
            return fresh;
        }
    }

    private static string KeyOf(string erasure, int part) => string.Create(CultureInfo.InvariantCulture, $"{erasure}/{part:000000}");

    private void Add(string project, IReadOnlyList<InteractionId> ids)
    {
        lock (_gate)
        {
            foreach (var id in ids) _ids.Add((project, id));
        }

        if (ids.Count > 0) _hasAny = true;
    }

    private static string Write(IReadOnlyList<InteractionId> ids)
    {
        var bytes = new byte[ids.Count * 16];
        for (var i = 0; i < ids.Count; i++) ids[i].WriteBytes(bytes.AsSpan(i * 16));
        return $"\"{Convert.ToBase64String(bytes)}\"";
    }

    private static InteractionId[] Read(string value)
    {
        var bytes = Convert.FromBase64String(value.Trim('"'));
        var ids = new InteractionId[bytes.Length / 16];
        for (var i = 0; i < ids.Length; i++) ids[i] = InteractionId.FromBytes(bytes.AsSpan(i * 16, 16));
        return ids;
    }
}
