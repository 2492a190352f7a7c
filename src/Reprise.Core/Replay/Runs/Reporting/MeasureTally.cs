namespace Reprise.Replay.Runs.Reporting;

/// <summary>Adds up one evaluator over the pairs.</summary>
internal sealed class MeasureTally(RunMeasure measure, int index)
{
    private readonly PairedMean _paired = new();
    private long _wins, _losses, _ties, _scored;
    private double _sum;

    public void Add(RunPair pair)
    {
        if (pair.Replay is not { } replay || replay.Scores[index] is not { } score) return;
        _scored++;
        _sum += score;
        if (pair.Original is null || RunPair.DifferenceOf(replay, index, measure.IsPairwise) is not { } difference) return;
        if (!measure.IsPairwise) _paired.Add(replay.Originals[index]!.Value, score);
        switch (RunPair.OutcomeOf(difference))
        {
            case RunOutcome.Win: _wins++; break;
            case RunOutcome.Loss: _losses++; break;
            default: _ties++; break;
        }
    }

    public RunMeasureReport ToReport() => new()
    {
        Name = measure.Name, IsPairwise = measure.IsPairwise, Wins = _wins, Losses = _losses, Ties = _ties, Scored = _scored, Mean = _scored == 0 ? null : _sum / _scored,
        PValue = _wins + _losses == 0 ? null : Significance.SignTest(_wins, _losses), Paired = _paired.ToReport(),
    };
}
