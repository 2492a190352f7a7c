namespace Reprise.Transfer.Import;

/// <summary>What an import did not take over, counted by name, so that it can be said. Used by one reader at a time.</summary>
public sealed class ImportNotes
{
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);

    /// <summary>What was left out, and of how many records.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    public void LeaveOut(string what, long count = 1) => _leftOut[what] = _leftOut.GetValueOrDefault(what) + count;
}
