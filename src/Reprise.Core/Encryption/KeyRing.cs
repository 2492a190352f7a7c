using System.Security.Cryptography;
using System.Text;

namespace Reprise.Encryption;

/// <summary>All keys of one project, in memory. Never changed: a rotation makes another one.</summary>
internal sealed class KeyRing
{
    private const byte Format = 1;
    private const int KeyLength = 32;
    private const int OwnerLength = 16;

    /// <summary>Data keys, oldest first; the last one seals.</summary>
    public required IReadOnlyList<DataKey> Keys { get; init; }

    public required IndexKey Index { get; init; }

    /// <summary>Versions up to this one were destroyed.</summary>
    public int DestroyedThrough { get; init; }

    public DataKey Current => Keys[^1];

    public static KeyRing Make(DateTimeOffset now, int destroyedThrough = 0) => new()
    {
        Keys = [NewKey(destroyedThrough + 1, now)],
        Index = new IndexKey(RandomNumberGenerator.GetBytes(KeyLength)),
        DestroyedThrough = destroyedThrough,
    };

    public KeyRing Rotated(DateTimeOffset now) => new() { Keys = [.. Keys, NewKey(Current.Version + 1, now)], Index = Index, DestroyedThrough = DestroyedThrough };

    public DataKey? Find(int version)
    {
        for (var i = Keys.Count - 1; i >= 0; i--)
        {
            if (Keys[i].Version == version) return Keys[i];
        }

        return null;
    }

    /// <summary>All secrets in one, for the master key to wrap at once; whose they are stands in it, so that those of one project cannot be put in the place of another's.</summary>
    public byte[] ToBytes(string project)
    {
        var bytes = new byte[1 + OwnerLength + KeyLength + (Keys.Count * KeyLength)];
        bytes[0] = Format;
        Owner(project).CopyTo(bytes.AsSpan(1));
        var at = 1 + OwnerLength;
        Index.Secret.CopyTo(bytes.AsSpan(at));
        foreach (var key in Keys) key.Secret.CopyTo(bytes.AsSpan(at += KeyLength));
        return bytes;
    }

    public static KeyRing Read(string project, byte[] bytes, KeyRecord record)
    {
        if (bytes.Length != 1 + OwnerLength + KeyLength + (record.Versions.Count * KeyLength) || bytes[0] != Format || !bytes.AsSpan(1, OwnerLength).SequenceEqual(Owner(project)))
            throw new SealException($"The keys of {KeyShelf.Describe(project)} are not its own, or were changed.");
        var at = 1 + OwnerLength;
        var index = new IndexKey(bytes.AsSpan(at, KeyLength).ToArray());
        var keys = new List<DataKey>();
        foreach (var version in record.Versions) keys.Add(new DataKey(version.Version, version.Created, bytes.AsSpan(at += KeyLength, KeyLength).ToArray()));
        return new KeyRing { Keys = keys, Index = index, DestroyedThrough = record.DestroyedThrough };
    }

    private static ReadOnlySpan<byte> Owner(string project) => SHA256.HashData(Encoding.UTF8.GetBytes($"reprise keys of {project}")).AsSpan(0, OwnerLength);

    private static DataKey NewKey(int version, DateTimeOffset now)
    {
        if (version > ushort.MaxValue) throw new SealException("A project can have at most 65,535 versions of its data key.");
        return new DataKey(version, now, RandomNumberGenerator.GetBytes(KeyLength));
    }
}
