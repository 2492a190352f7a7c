using System.Runtime.CompilerServices;
using Reprise.Datasets;

namespace Reprise.Server.Replay.Runs;

/// <summary>For a server that was built without datasets.</summary>
internal sealed class NoDatasets : IDatasets
{
    public Task<IReadOnlyList<Dataset>> ListAsync(string project, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Dataset>>([]);

    public Task<Dataset?> FindAsync(string project, string name, CancellationToken cancellationToken) => Task.FromResult<Dataset?>(null);

    public async IAsyncEnumerable<DatasetCase> CasesAsync(string project, string name, int? version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }
}
