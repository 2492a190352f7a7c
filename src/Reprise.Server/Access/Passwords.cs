using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Reprise.Access;

namespace Reprise.Server.Access;

/// <summary>Hashes and checks passwords, a few at a time: each takes a processor a good part of a second, on purpose.</summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>Of PBKDF2 with SHA-512, as OWASP advises for 2023 and later.</summary>
    private const int Iterations = 210_000;

    private readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;

    public Passwords() => _nobodys = new Lazy<string>(() => _hasher.HashPassword("", Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    public string Hash(string user, string password) => _hasher.HashPassword(user, password);

    /// <summary>Whether it is the user's password; for nobody, or one without a password, it takes as long and is never right.</summary>
    public async Task<PasswordVerificationResult> VerifyAsync(User? user, string password, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var hash = user?.PasswordHash ?? _nobodys.Value;
            var result = await Task.Run(() => _hasher.VerifyHashedPassword(user?.Name ?? "", hash, password), cancellationToken);
            return user?.PasswordHash is null ? PasswordVerificationResult.Failed : result;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
