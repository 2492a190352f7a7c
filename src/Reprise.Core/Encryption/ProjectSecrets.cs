using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Encryption;

/// <summary>Derives a secret for each project and purpose from the record's root secret.</summary>
internal sealed class ProjectSecrets(KeyShelf shelf) : IProjectSecrets
{
    private readonly ConcurrentDictionary<(string Project, string Purpose), byte[]> _known = [];

    public ReadOnlyMemory<byte> Of(string project, string purpose)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        if (_known.TryGetValue((project, purpose), out var secret)) return secret;
        secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, shelf.Root(), 32, info: Encoding.UTF8.GetBytes($"reprise secret\0{project}\0{purpose}"));
        _known[(project, purpose)] = secret;
        return secret;
    }
}
