using System.Security.Cryptography;
using System.Text.Json;
using Reprise.Settings;

namespace Reprise.Datasets;

/// <summary>Writes the cases of one version into settings as they come, a part at a time, and sums them up.</summary>
internal sealed class PartWriter(ISettingsStore settings, string project, string key) : IDisposable
{
    /// <summary>Well below what a setting holds, since JSON escapes some characters to six.</summary>
    private const int FullBytes = 128 * 1024, MostBytes = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _cases = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private long _bytes;

    public int Parts { get; private set; }

    public int Count { get; private set; }

    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <exception cref="ArgumentException">The case cannot be kept; says which and why.</exception>
    public async Task AddAsync(DatasetCase item, CancellationToken cancellationToken)
    {
        if (DatasetRules.MistakeOf(item) is { } mistake) throw new ArgumentException($"Case {Count + 1} {mistake}.", nameof(item));
        if (!_ids.Add(item.CaseId)) throw new ArgumentException($"Case {Count + 1} has the name of an earlier one.", nameof(item));
        if (Count == DatasetRules.MaxCases) throw new ArgumentException($"A dataset holds at most {DatasetRules.MaxCases:N0} cases.", nameof(item));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(CaseNote.Of(item), DatasetJson.Default.CaseNote);
        if (bytes.Length > MostBytes - 1024) throw new ArgumentException($"Case {Count + 1} is larger than {MostBytes:N0} bytes as JSON.", nameof(item));
        if (_bytes > 0 && _bytes + bytes.Length > MostBytes - 1024) await FlushAsync(cancellationToken).ConfigureAwait(false);
        _hash.AppendData(bytes);
        _cases.Add(System.Text.Encoding.UTF8.GetString(bytes));
        _bytes += bytes.Length + 1;
        Count++;
        if (_bytes >= FullBytes) await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_cases.Count == 0) return;
        var value = $$"""{"cases":[{{string.Join(',', _cases)}}]}""";
        await settings.PutAsync(new Setting { Project = project, Kind = SettingsDatasets.PartKind, Key = SettingsDatasets.PartName(key, Parts), Value = value }, null, null, cancellationToken).ConfigureAwait(false);
        Parts++;
        _cases.Clear();
        _bytes = 0;
    }

    public void Dispose() => _hash.Dispose();
}
