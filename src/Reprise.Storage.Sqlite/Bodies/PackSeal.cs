using Reprise.Encryption;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>
/// Seals packs of bodies with their project's key while encryption is on: compressed first, then sealed for the number of the first segment, so that no pack can stand in another's place.
/// A first byte that no compression has tells sealed packs from those of before.
/// </summary>
internal sealed class PackSeal(ISealer sealer, ProjectTable projects)
{
    private const byte Mark = 0xE1;

    public static bool IsSealed(ReadOnlySpan<byte> data) => data[0] == Mark;

    public byte[] Seal(long first, ReadOnlySpan<byte> data) => [Mark, .. sealer.Seal(projects.NameOf(SegmentId.Project(first)), Place(first), data)];

    /// <summary>Throws <see cref="InvalidDataException"/> when it does not open.</summary>
    public byte[] Open(long first, ReadOnlySpan<byte> data)
    {
        try
        {
            return sealer.Open(projects.NameOf(SegmentId.Project(first)), Place(first), data[1..]);
        }
        catch (SealException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static string Place(long first) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pack {first}");
}
