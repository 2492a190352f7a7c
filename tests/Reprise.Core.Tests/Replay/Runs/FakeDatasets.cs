using System.Runtime.CompilerServices;
using Reprise.Datasets;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>Datasets in memory, in one version each.</summary>
internal sealed class FakeDatasets : IDatasets
{
    private readonly Dictionary<string, DatasetCase[]> _cases = new(StringComparer.Ordinal);

    public void Add(string name, params DatasetCase[] cases) => _cases[name] = cases;

    public void Remove(string name) => _cases.Remove(name);

    public Task<IReadOnlyList<Dataset>> ListAsync(string project, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Dataset>>([.. _cases.Keys.Select(name => Of(project, name))]);

    public Task<Dataset?> FindAsync(string project, string name, CancellationToken cancellationToken) => Task.FromResult(_cases.ContainsKey(name) ? Of(project, name) : null);

    public async IAsyncEnumerable<DatasetCase> CasesAsync(string project, string name, int? version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var item in _cases.GetValueOrDefault(name, [])) yield return item;
    }

    private Dataset Of(string project, string name) => new()
    {
        Name = name, Project = project, Versions = [new DatasetVersion { Number = 1, CreatedAt = DateTimeOffset.UnixEpoch, CaseCount = _cases[name].Length, Hash = "0" }],
    };
}
