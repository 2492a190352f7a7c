using System.Text;

namespace Reprise.Encryption;

/// <summary>Seals with the keys on the shelf.</summary>
internal sealed class Sealer(KeyShelf shelf) : ISealer
{
    // A project has at most 64 bytes; places are words of ours.
    private const int MostBound = 192;

    public int Overhead => Envelope.RandomOverhead;

    public async ValueTask ReadyAsync(string project, CancellationToken cancellationToken) => await shelf.RingAsync(project, cancellationToken).ConfigureAwait(false);

    public byte[] Seal(string project, string place, ReadOnlySpan<byte> plain)
    {
        Span<byte> bound = stackalloc byte[MostBound];
        return shelf.Ring(project).Current.Seal(Bind(bound, project, place), plain);
    }

    public byte[] SealEqual(string project, string place, ReadOnlySpan<byte> plain)
    {
        Span<byte> bound = stackalloc byte[MostBound];
        return shelf.Ring(project).Index.Seal(Bind(bound, project, place), plain);
    }

    public byte[] Open(string project, string place, ReadOnlySpan<byte> sealedBytes)
    {
        Span<byte> buffer = stackalloc byte[MostBound];
        var bound = Bind(buffer, project, place);
        if (sealedBytes.Length >= Envelope.EqualOverhead && sealedBytes[0] == Envelope.Equal)
        {
            var (ring, destroyedThrough) = shelf.Find(project);
            return ring?.Index.Open(bound, sealedBytes) ?? throw Failed(project, place, destroyedThrough > 0);
        }

        if (sealedBytes.Length < Envelope.RandomOverhead || sealedBytes[0] != Envelope.Random) throw new SealException($"What stands in {place} of {KeyShelf.Describe(project)} is not sealed, or sealed in a way this build does not know.");
        var (version, salt) = Envelope.ReadHead(sealedBytes);
        return KeyOf(project, place, version).Open(salt, bound, sealedBytes) ?? throw Failed(project, place, isErased: false);
    }

    public byte[] HashKey(string project, string purpose) => shelf.Ring(project).Index.Derive(purpose);

    private DataKey KeyOf(string project, string place, int version)
    {
        var (ring, destroyedThrough) = shelf.Find(project);
        if (version <= destroyedThrough) throw Failed(project, place, isErased: true);
        if (ring?.Find(version) is { } key) return key;
        // Another server may have made it a moment ago.
        (ring, destroyedThrough) = shelf.Find(project, again: true);
        if (version <= destroyedThrough) throw Failed(project, place, isErased: true);
        return ring?.Find(version) ?? throw new SealException($"What stands in {place} of {KeyShelf.Describe(project)} was sealed with version {version} of its data key, which is not there.");
    }

    private static SealException Failed(string project, string place, bool isErased) => isErased
        ? new SealException($"What stands in {place} of {KeyShelf.Describe(project)} is erased: its key was destroyed.") { IsErased = true }
        : new SealException($"What stands in {place} of {KeyShelf.Describe(project)} does not open: it was changed, or comes from another place.");

    /// <summary>Project and place, each closed by a zero byte, which stands in neither.</summary>
    private static ReadOnlySpan<byte> Bind(Span<byte> into, string project, string place)
    {
        var length = Encoding.UTF8.GetBytes(project, into);
        into[length++] = 0;
        length += Encoding.UTF8.GetBytes(place, into[length..]);
        into[length++] = 0;
        return into[..length];
    }
}
