using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Settings;

namespace Reprise.Datasets;

/// <summary>Writes the cases of one version into settings as they come, a part at a time, and sums them up.</summary>
internal sealed class PartWriter(ISettingsStore settings, string project, DatasetDraft draft) : IDisposable
{
    /// <summary>Small enough that a page of cases reads little, large enough that a hundred thousand cases are some hundred parts.</summary>
    private const int FullBytes = 128 * 1024;

    /// <summary>What a setting holds, less the brackets around the cases.</summary>
    private const int MostBytes = (1 << 20) - 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _cases = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private long _bytes, _allBytes;

    public int Parts { get; private set; }

    public int Count { get; private set; }

    public int Expected { get; private set; }

    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <exception cref="DatasetException">The case cannot be kept; says which and why.</exception>
    public async Task AddAsync(DatasetCase item, CancellationToken cancellationToken)
    {
        if (DatasetRules.MistakeOf(item) is { } mistake) throw new DatasetException($"Case {Count + 1} {mistake}.");
        if (!_ids.Add(item.CaseId)) throw new DatasetException($"Case {Count + 1} has the name of an earlier one.");
        if (Count == DatasetRules.MaxCases) throw new DatasetException($"A dataset holds at most {DatasetRules.MaxCases:N0} cases.");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(CaseNote.Of(item), DatasetJson.Relaxed.CaseNote);
        _allBytes += bytes.Length;
        if (bytes.Length > MostBytes) throw new DatasetException($"Case {Count + 1} is larger than {MostBytes:N0} bytes as JSON.");
        if (_allBytes > DatasetRules.MaxVersionBytes) throw new DatasetException($"A version of a dataset holds at most {DatasetRules.MaxVersionBytes >> 20} MiB; case {Count + 1} is beyond that.");
        if (_bytes > 0 && _bytes + bytes.Length > MostBytes) await FlushAsync(cancellationToken).ConfigureAwait(false);
        _hash.AppendData(bytes);
        _cases.Add(Encoding.UTF8.GetString(bytes));
        _bytes += bytes.Length + 1;
        Count++;
        if (item.Expected is not null) Expected++;
        if (_bytes >= FullBytes) await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_cases.Count == 0) return;
        await draft.HoldAsync(cancellationToken).ConfigureAwait(false);
        var value = $$"""{"cases":[{{string.Join(',', _cases)}}]}""";
        // Counted before it is written: a write that fails may have been done all the same.
        var name = SettingsDatasets.PartName(draft.Key, Parts++);
        await settings.PutAsync(new Setting { Project = project, Kind = SettingsDatasets.PartKind, Key = name, Value = value }, null, null, cancellationToken).ConfigureAwait(false);
        _cases.Clear();
        _bytes = 0;
    }

    public void Dispose() => _hash.Dispose();
}
