using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Verification;
using Reprise.Settings;

namespace Reprise.Proof.Recording;

/// <summary>An entry before it has its place: what it is about, salts and digests.</summary>
internal sealed record Draft
{
    [ThreadStatic]
    private static CanonicalWriter? t_writer;

    public required ProofKind Kind { get; init; }
    public required string Project { get; init; }
    public required InteractionId Id { get; init; }

    /// <summary>What a fact speaks of.</summary>
    public InteractionId About { get; init; }
    public required byte[] Digest { get; init; }
    public byte[] Bodies { get; init; } = [];
    public required byte[] Salt { get; init; }
    public byte[] BodiesSalt { get; init; } = [];

    private static CanonicalWriter Writer => t_writer ??= new CanonicalWriter();

    /// <summary>Without its facts, which are entries of their own.</summary>
    public static Draft Of(RecordedInteraction record) => Of(record, Salted.NewSalt(), Salted.NewSalt());

    public static Draft Of(Fact fact) => Of(fact, Salted.NewSalt());

    public static Draft Of(AuditEntry entry) => Of(entry, Salted.NewSalt());

    /// <summary>Whether this is the draft of what a store gave back.</summary>
    public bool Fits(RecordedInteraction record) => Compare(record, areBodiesGone: false) is (true, BodiesVerdict.Same);

    /// <summary>Compares columns and bodies apart, since bodies may lawfully be gone.</summary>
    public (bool Columns, BodiesVerdict Bodies) Compare(RecordedInteraction record, bool areBodiesGone)
    {
        var other = Of(record, Salt, BodiesSalt);
        var bodies = (other.Bodies.Length > 0, Bodies.Length > 0) switch
        {
            (false, false) => BodiesVerdict.Same,
            (false, true) => areBodiesGone ? BodiesVerdict.Same : BodiesVerdict.Missing,
            (true, _) when areBodiesGone => BodiesVerdict.Returned,
            (true, true) when BodiesSalt.Length == 0 => BodiesVerdict.Unsalted,
            _ => Same(other.Bodies, Bodies) ? BodiesVerdict.Same : BodiesVerdict.Altered,
        };
        return (Same(other.Digest, Digest), bodies);
    }

    public bool Fits(Fact fact) => Same(Of(fact, Salt).Digest, Digest);

    public bool Fits(AuditEntry entry) => Same(Of(entry, Salt).Digest, Digest);

    public ProofEntry ToEntry(long at) => new()
    {
        Sequence = -1,
        Kind = Kind,
        Project = Project,
        Id = Id,
        About = About,
        At = at,
        Digest = Digest,
        Bodies = Bodies,
        Salt = Salt,
        BodiesSalt = BodiesSalt,
    };

    private static Draft Of(RecordedInteraction record, byte[] salt, byte[] bodiesSalt)
    {
        var writer = Writer;
        CanonicalForm.Columns(writer, record.Interaction);
        var digest = Salted.Digest(salt, writer.Written);
        var hasBodies = CanonicalForm.Bodies(writer, record);
        return new Draft
        {
            Kind = ProofKind.Interaction,
            Project = record.Interaction.Project,
            Id = record.Interaction.Id,
            Digest = digest,
            Salt = salt,
            Bodies = hasBodies ? Salted.Digest(bodiesSalt, writer.Written) : [],
            BodiesSalt = hasBodies ? bodiesSalt : [],
        };
    }

    private static Draft Of(Fact fact, byte[] salt)
    {
        CanonicalForm.Fact(Writer, fact);
        return new Draft { Kind = ProofKind.Fact, Project = fact.Project, Id = fact.FactId, About = fact.InteractionId, Salt = salt, Digest = Salted.Digest(salt, Writer.Written) };
    }

    private static Draft Of(AuditEntry entry, byte[] salt)
    {
        CanonicalForm.Audit(Writer, entry);
        return new Draft { Kind = ProofKind.Audit, Project = entry.Project, Id = entry.Id, Salt = salt, Digest = Salted.Digest(salt, Writer.Written) };
    }

    private static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.SequenceEqual(other);
}
