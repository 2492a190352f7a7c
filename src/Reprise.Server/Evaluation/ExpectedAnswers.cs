using Reprise.Datasets;
using Reprise.Interactions;
using Reprise.Server.Api;

namespace Reprise.Server.Evaluation;

/// <summary>Finds what recorded answers should have been.</summary>
internal sealed class ExpectedAnswers(IServiceProvider services)
{
    private const string Corrections = "corrections", Dataset = "dataset:";
    private const int MostCases = 100_000;

    /// <param name="project">Whose.</param>
    /// <param name="from"><c>corrections</c>, <c>dataset:name</c> or <c>dataset:name@version</c>; null for nowhere.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Func<RecordedInteraction, string?>> FindAsync(string project, string? from, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(from)) return static _ => null;
        if (from == Corrections) return static record => FilterCases.CorrectionOf(record.Facts);
        if (!from.StartsWith(Dataset, StringComparison.Ordinal)) throw Invalid($"'{ApiProblem.Short(from)}' is no place of expected answers; expected corrections, dataset:name or dataset:name@version.");

        var (name, version) = Read(from[Dataset.Length..]);
        if (services.GetService<IDatasets>() is not { } datasets || await datasets.FindAsync(project, name, cancellationToken) is not { } dataset)
            throw new ApiProblem(404, "dataset-not-found", "Dataset not found", $"Project '{project}' has no dataset '{ApiProblem.Short(name)}'.");
        if (version is not null && dataset.Versions.All(known => known.Number != version)) throw new ApiProblem(404, "dataset-not-found", "Dataset not found", $"The dataset '{name}' has no version {version}.");

        var expected = new Dictionary<InteractionId, string>();
        await foreach (var one in datasets.CasesAsync(project, name, version, cancellationToken))
        {
            if (one is { InteractionId: { } id, Expected: { } text } && expected.Count < MostCases) expected.TryAdd(id, text);
        }

        // A replay answers the question of its original.
        return record => expected.GetValueOrDefault(record.Interaction.Id) ?? (record.Interaction.Replay?.Of is { } original ? expected.GetValueOrDefault(original) : null);
    }

    private static DatasetReference Read(string text)
    {
        try
        {
            return DatasetReference.Parse(text);
        }
        catch (FormatException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static ApiProblem Invalid(string detail) => ApiProblem.InvalidParameter("expected_from", detail);
}
