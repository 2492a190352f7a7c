namespace Reprise.Replay.Runs.Reporting;

/// <summary>Adds up pairs of values; means and the spread of their difference, without keeping them.</summary>
/// <remarks>Source of the running variance: B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962).</remarks>
internal sealed class PairedMean
{
    private double _original, _replay, _difference, _squares;

    public long Count { get; private set; }

    public void Add(double original, double replay)
    {
        Count++;
        _original += original;
        _replay += replay;
        var difference = replay - original;
        var step = difference - _difference;
        _difference += step / Count;
        _squares += step * (difference - _difference);
    }

    public RunMean? ToReport()
    {
        if (Count == 0) return null;
        double? half = Count < 2 ? null : Significance.HalfWidth(_squares / (Count - 1), Count);
        return new RunMean { Pairs = Count, Original = _original / Count, Replay = _replay / Count, Difference = _difference, Lower = _difference - half, Upper = _difference + half };
    }
}
