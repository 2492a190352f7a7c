namespace Reprise.Proof.Chain;

/// <summary>What an entry is about.</summary>
public enum ProofKind
{
    /// <summary>An interaction that was recorded.</summary>
    Interaction = 1,

    /// <summary>A fact that was recorded.</summary>
    Fact = 2,

    /// <summary>An entry of the audit log.</summary>
    Audit = 3,

    /// <summary>A tombstone: entries whose interactions and facts were removed lawfully.</summary>
    Removed = 4,

    /// <summary>A tombstone of bodies: entries whose bodies, response headers and previews were removed lawfully.</summary>
    BodiesRemoved = 5,

    /// <summary>What was on record before it was proven was taken over, or the taking over was done.</summary>
    Adopted = 6,
}
