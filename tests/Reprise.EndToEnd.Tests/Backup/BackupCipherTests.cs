using Reprise.Cli;
using Reprise.Cli.Backup;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

public sealed class BackupCipherTests
{
    private const string Id = "019d0000-0000-7000-8000-000000000001";
    private const string OtherId = "019d0000-0000-7000-8000-000000000002";
    private static readonly byte[] s_plain = [1, 2, 3];

    [Fact]
    public void A_file_is_read_only_under_the_number_and_the_backup_it_was_written_for()
    {
        using var cipher = BackupCipher.Create(BackupKey.OfText(new string('a', 64)), Id);
        var file = cipher.Encrypt(s_plain, 3);
        cipher.Decrypt(file, 3).ShouldBe(s_plain);
        cipher.Decrypt(file, 4).ShouldBeNull();
        using var other = BackupCipher.Open(BackupKey.OfText(new string('a', 64)), cipher.Encryption, OtherId)!;
        other.Decrypt(file, 3).ShouldBeNull();
        cipher.Decrypt(file.AsSpan(0, file.Length - 1), 3).ShouldBeNull();
        cipher.Decrypt([], 3).ShouldBeNull();
    }

    [Fact]
    public void The_same_bytes_are_never_encrypted_alike()
    {
        using var cipher = BackupCipher.Create(BackupKey.OfText(new string('a', 64)), Id);
        cipher.Encrypt(s_plain, 1).ShouldNotBe(cipher.Encrypt(s_plain, 1));
    }

    [Fact]
    public void Each_backup_has_a_key_of_its_own()
    {
        var key = BackupKey.OfText(new string('a', 64));
        using var first = BackupCipher.Create(key, Id);
        using var second = BackupCipher.Create(key, Id);
        second.Decrypt(first.Encrypt(s_plain, 1), 1).ShouldBeNull();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("hex")]
    [InlineData("base64")]
    public void A_key_file_may_be_plain_or_coded(string form)
    {
        using var folder = new TempFolder();
        var bytes = Enumerable.Range(0, 32).Select(i => (byte)(i * 7)).ToArray();
        if (form == "plain") File.WriteAllBytes(folder.File("key"), bytes);
        else File.WriteAllText(folder.File("key"), (form == "hex" ? Convert.ToHexString(bytes) : Convert.ToBase64String(bytes)) + "\n");
        using var cipher = BackupCipher.Create(BackupKey.OfText(Convert.ToHexString(bytes)), Id);
        BackupCipher.Open(BackupKey.OfFile(folder.File("key")), cipher.Encryption, Id).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Weak_keys_are_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("key"), "too short");
        Should.Throw<CommandFailedException>(() => BackupKey.OfFile(folder.File("key"))).Message.ShouldContain("holds no key of 32 bytes");
        Should.Throw<CommandFailedException>(() => BackupKey.OfText("hunter2")).Message.ShouldContain("fewer than 12 characters");
    }
}
