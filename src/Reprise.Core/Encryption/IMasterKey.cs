namespace Reprise.Encryption;

/// <summary>Wraps data keys, and is not kept with them. Safe for use from many threads.</summary>
public interface IMasterKey
{
    /// <summary>Tells one master key from another and says nothing of the key.</summary>
    string Id { get; }

    /// <summary>Encrypts keys, a few hundred bytes at a time. Throws <see cref="SealException"/>.</summary>
    Task<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, CancellationToken cancellationToken);

    /// <summary>The inverse. Throws <see cref="SealException"/> when it was another key, or something was changed.</summary>
    Task<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);
}
