using Reprise.Interactions;

namespace Reprise.Privacy.Redaction;

/// <summary>Gathers what was done to one interaction. For one thread.</summary>
internal sealed class RedactionNotes
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<Interactions.Redaction> _redactions = [];
    private readonly SortedSet<string> _dropped = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _restricted = new(StringComparer.Ordinal);

    public bool IsEmpty => _counts.Count == 0 && _dropped.Count == 0 && _restricted.Count == 0 && !IsShaped;

    /// <summary>Whether something else was changed, such as a user's id.</summary>
    public bool IsShaped { get; set; }

    /// <summary>Why something is not there, in words without content; null when nothing is missing for want of being read.</summary>
    public string? Fault { get; private set; }

    public void Add(string type, string place, int start, int length)
    {
        _counts[type] = _counts.GetValueOrDefault(type) + 1;
        if (_redactions.Count < PrivacyNote.MostRedactions) _redactions.Add(new Interactions.Redaction(type, place, start, length));
    }

    public void Drop(string what) => _dropped.Add(what);

    public void Restrict(string what) => _restricted.Add(what);

    public void Blame(string fault) => Fault = Fault is null ? fault : $"{Fault}; {fault}";

    /// <summary>Adds what was done to a part of the same interaction.</summary>
    public void Add(RedactionNotes other)
    {
        foreach (var (type, count) in other._counts) _counts[type] = _counts.GetValueOrDefault(type) + count;
        _redactions.AddRange(other._redactions.Take(PrivacyNote.MostRedactions - _redactions.Count));
        _dropped.UnionWith(other._dropped);
        _restricted.UnionWith(other._restricted);
        IsShaped |= other.IsShaped;
        if (other.Fault is { } fault) Blame(fault);
    }

    /// <summary>Adds what was done to it earlier.</summary>
    public void Add(PrivacyNote before)
    {
        foreach (var (type, count) in before.Counts) _counts[type] = _counts.GetValueOrDefault(type) + count;
        _redactions.AddRange(before.Redactions.Take(PrivacyNote.MostRedactions - _redactions.Count));
        _dropped.UnionWith(before.Dropped);
        _restricted.UnionWith(before.Restricted);
        IsShaped = true;
    }

    /// <summary>Null when nothing was done.</summary>
    public PrivacyNote? ToNote(string policy) => IsEmpty ? null : new PrivacyNote
    {
        Policy = policy,
        Counts = new SortedDictionary<string, int>(_counts, StringComparer.Ordinal),
        Redactions = [.. _redactions],
        Dropped = [.. _dropped],
        Restricted = [.. _restricted],
    };
}
