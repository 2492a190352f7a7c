namespace Reprise.Datasets;

/// <summary>The datasets of all projects. Kept in the settings store, so that every server on one database has the same.</summary>
public interface IDatasets
{
    Task<IReadOnlyList<Dataset>> ListAsync(string project, CancellationToken cancellationToken);

    /// <summary>One dataset, or null.</summary>
    Task<Dataset?> FindAsync(string project, string name, CancellationToken cancellationToken);

    /// <summary>The cases of a version in their order, of the newest when it is null. Empty when there is no such dataset or version.</summary>
    IAsyncEnumerable<DatasetCase> CasesAsync(string project, string name, int? version, CancellationToken cancellationToken);
}
