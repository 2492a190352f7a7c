namespace Reprise.Proof.Verification;

/// <summary>How bodies compare with what was recorded.</summary>
internal enum BodiesVerdict
{
    Same,
    Altered,

    /// <summary>Gone without a tombstone.</summary>
    Missing,

    /// <summary>There again behind a tombstone.</summary>
    Returned,

    /// <summary>Their salt was taken away.</summary>
    Unsalted,
}
