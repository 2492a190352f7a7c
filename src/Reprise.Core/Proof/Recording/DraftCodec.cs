using System.Text;
using Reprise.Interactions;
using Reprise.Proof.Chain;

namespace Reprise.Proof.Recording;

/// <summary>Drafts as the bytes of an announcement.</summary>
internal static class DraftCodec
{
    public const byte Version = 1;

    public static byte[] Write(IReadOnlyList<Draft> drafts)
    {
        using var stream = new MemoryStream(16 + (drafts.Count * 140));
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(drafts.Count);
        Span<byte> id = stackalloc byte[16];
        foreach (var draft in drafts)
        {
            writer.Write((byte)draft.Kind);
            writer.Write(draft.Project);
            draft.Id.WriteBytes(id);
            writer.Write(id);
            draft.About.WriteBytes(id);
            writer.Write(id);
            writer.Write(draft.Digest);
            writer.Write(draft.Salt);
            writer.Write(draft.Bodies.Length > 0);
            if (draft.Bodies.Length == 0) continue;
            writer.Write(draft.Bodies);
            writer.Write(draft.BodiesSalt);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Null when these are no drafts.</summary>
    public static IReadOnlyList<Draft>? Read(ReadOnlyMemory<byte> content)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
        try
        {
            if (reader.ReadByte() != Version) return null;
            var drafts = new Draft[reader.ReadInt32()];
            for (var i = 0; i < drafts.Length; i++)
            {
                var draft = new Draft
                {
                    Kind = (ProofKind)reader.ReadByte(),
                    Project = reader.ReadString(),
                    Id = InteractionId.FromBytes(reader.ReadBytes(16)),
                    About = InteractionId.FromBytes(reader.ReadBytes(16)),
                    Digest = reader.ReadBytes(32),
                    Salt = reader.ReadBytes(Salted.SaltBytes),
                };
                drafts[i] = reader.ReadBoolean() ? draft with { Bodies = reader.ReadBytes(32), BodiesSalt = reader.ReadBytes(Salted.SaltBytes) } : draft;
            }

            return drafts;
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or OverflowException or OutOfMemoryException)
        {
            return null;
        }
    }
}
