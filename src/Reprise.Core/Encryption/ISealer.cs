namespace Reprise.Encryption;

/// <summary>
/// Encrypts what goes to disk with the data key of its project, AES-256-GCM. Where encryption is off there is none (null), and everything is written as it is. Safe for use from many threads.
/// </summary>
/// <remarks>
/// All but <see cref="ReadyAsync"/> work in memory. A project's first use loads or makes its keys, which may wait for the settings store; whoever can wait says so before with
/// <see cref="ReadyAsync"/>.
/// </remarks>
public interface ISealer
{
    /// <summary>Bytes that a sealed text is longer than its plain one.</summary>
    int Overhead { get; }

    /// <summary>Loads a project's keys, or makes them; completes at once when they are at hand. Throws a <c>StoreException</c> when the settings store cannot be asked.</summary>
    ValueTask ReadyAsync(string project, CancellationToken cancellationToken);

    /// <summary>Seals bytes, differently each time. What was sealed for one project or place does not open for another.</summary>
    /// <param name="project">Whose key; empty for the installation's own.</param>
    /// <param name="place">What it is sealed for, such as <c>pack</c> or <c>journal</c>; bound in.</param>
    /// <param name="plain">Any bytes.</param>
    byte[] Seal(string project, string place, ReadOnlySpan<byte> plain);

    /// <summary>
    /// Seals bytes the same way each time, so that what is equal can be found and counted without opening it. Tells whoever sees two of them whether they are equal; for short
    /// values that are asked for by equality, nothing else.
    /// </summary>
    byte[] SealEqual(string project, string place, ReadOnlySpan<byte> plain);

    /// <summary>Opens what was sealed either way with this project's key, whatever its version. Throws <see cref="SealException"/> when that cannot be done.</summary>
    byte[] Open(string project, string place, ReadOnlySpan<byte> sealedBytes);

    /// <summary>32 bytes for keyed hashes that are this project's and purpose's own, and are gone with its keys. They stay the same when its data key is rotated.</summary>
    byte[] HashKey(string project, string purpose);
}
