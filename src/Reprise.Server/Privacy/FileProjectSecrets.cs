using System.Security.Cryptography;
using System.Text;
using Reprise.Encryption;

namespace Reprise.Server.Privacy;

/// <summary>Derives projects' secrets from one of the data folder, which is made on first use. For a record of one server.</summary>
internal sealed class FileProjectSecrets(string data) : IProjectSecrets
{
    private const int Length = 32;
    private readonly Lazy<byte[]> _root = new(() => Read(Path.Combine(data, "privacy.secret")));

    public ReadOnlyMemory<byte> Of(string project, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _root.Value, Length, info: Encoding.UTF8.GetBytes($"{purpose}\n{project}"));

    private static byte[] Read(string file)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var made = RandomNumberGenerator.GetBytes(Length);
            using var stream = new FileStream(file, options);
            stream.Write(made);
            return made;
        }
        catch (IOException) when (File.Exists(file))
        {
            var root = File.ReadAllBytes(file);
            return root.Length == Length ? root : throw new InvalidOperationException($"{file} does not hold {Length} bytes.");
        }
    }
}
