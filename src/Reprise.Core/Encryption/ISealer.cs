namespace Reprise.Encryption;

/// <summary>
/// Encrypts what goes to disk with the data key of its project, AES-256-GCM. Where encryption is off there is none (null), and everything is written as it is. Safe for use from many threads.
/// </summary>
public interface ISealer
{
    /// <summary>Bytes that a sealed text is longer than its plain one.</summary>
    int Overhead { get; }

    /// <summary>Seals bytes. What was sealed for one project or place does not open for another.</summary>
    /// <param name="project">Whose key; empty for the installation's own.</param>
    /// <param name="place">What it is sealed for, such as <c>pack</c> or <c>journal</c>; bound in.</param>
    /// <param name="plain">Any bytes.</param>
    byte[] Seal(string project, string place, ReadOnlySpan<byte> plain);

    /// <summary>Opens what was sealed with this project's key, whatever its version. Throws <see cref="SealException"/> when that cannot be done.</summary>
    byte[] Open(string project, string place, ReadOnlySpan<byte> sealedBytes);
}
