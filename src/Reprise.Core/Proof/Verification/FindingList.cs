namespace Reprise.Proof.Verification;

/// <summary>Findings up to a number; the rest is counted.</summary>
internal sealed class FindingList(int most)
{
    private readonly List<Finding> _told = [];

    public long Count { get; private set; }

    public IReadOnlyList<Finding> Told => _told;

    public void Add(Finding finding)
    {
        Count++;
        if (_told.Count < most) _told.Add(finding);
    }

    public void Add(string kind, string what, string text, long? sequence = null, long? checkpoint = null, string? project = null, string? id = null) =>
        Add(new Finding { Kind = kind, What = what, Text = text, Sequence = sequence, Checkpoint = checkpoint, Project = project, Id = id });
}
