namespace Reprise.Client;

/// <summary>How whole records are written.</summary>
public enum RecordView
{
    /// <summary>Columns as on record, exact bodies, every fact: to be stored again without loss.</summary>
    Exact,

    /// <summary>As one interaction is answered: bodies read by their dialect, facts folded in, and the exact bodies.</summary>
    Document,

    /// <summary>The same less the exact bodies.</summary>
    DocumentWithoutBodies,
}
