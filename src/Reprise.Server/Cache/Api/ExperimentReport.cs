using Reprise.Cache.Experiments;

namespace Reprise.Server.Cache.Api;

/// <summary>What experiments have shown. Thousands of calls are read for it, so it is as old as some seconds.</summary>
internal sealed class ExperimentReport(ExperimentReader reader, TimeProvider time)
{
    private readonly Remembered<(string Project, CacheExperiment Experiment), ExperimentResultDocument> _latest = new(TimeSpan.FromSeconds(10), time);

    public Task<ExperimentResultDocument> ReadAsync(string project, CacheExperiment experiment, CancellationToken cancellationToken) => _latest.FindAsync((project, experiment), ReadAsync, cancellationToken);

    private async Task<ExperimentResultDocument> ReadAsync((string Project, CacheExperiment Experiment) of, CancellationToken cancellationToken)
    {
        var (a, b, truncated) = await reader.ReadAsync(of.Project, of.Experiment, cancellationToken);
        return ExperimentResultDocument.Of(a, b, ExperimentVerdict.Compare(a, b), truncated);
    }
}
