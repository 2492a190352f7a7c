using System.Security.Cryptography;
using Reprise.Encryption;
using Reprise.Server.Encryption;
using Reprise.Tests;

namespace Reprise.Server.Tests.Encryption;

/// <summary>Where a master key comes from, and what is said when it cannot.</summary>
public sealed class MasterKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_is_read_from_a_file_or_a_value_in_either_form()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        File.WriteAllText(_folder.File("key"), Convert.ToBase64String(bytes) + "\n");
        var ofFile = MasterKeys.Current(new EncryptionOptions { MasterKeyFile = _folder.File("key") })!;
        MasterKeys.Current(new EncryptionOptions { MasterKey = Convert.ToHexString(bytes) })!.Id.ShouldBe(ofFile.Id);
        MasterKeys.Current(new EncryptionOptions()).ShouldBeNull();
    }

    [Fact]
    public void A_bad_key_is_refused_by_the_name_of_its_setting_and_never_shown()
    {
        Refusal(new EncryptionOptions { MasterKey = "short-secret" }).ShouldSatisfyAllConditions(text => text.ShouldStartWith("Encryption:MasterKey "), text => text.ShouldNotContain("short-secret"));
        Refusal(new EncryptionOptions { MasterKeyFile = _folder.File("none") }).ShouldStartWith("Encryption:MasterKeyFile cannot be read");
        Refusal(new EncryptionOptions { MasterKeyFile = "a", MasterKey = "b" }).ShouldContain("are both set");

        static string Refusal(EncryptionOptions options) => Should.Throw<InvalidOperationException>(() => MasterKeys.Current(options)).Message;
    }

    [Fact]
    public async Task A_program_wraps_and_unwraps()
    {
        var key = Program("read verb; read text; echo \"$text\"");
        var wrapped = await key.WrapAsync(new byte[] { 1, 2, 3 }, Cancellation);
        (await key.UnwrapAsync(wrapped, Cancellation)).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("exit 3", "ended with code 3")]
    [InlineData("echo 'no base64!'", "not base64")]
    [InlineData("sleep 60", "within 0.5 seconds")]
    public async Task What_goes_wrong_with_a_program_is_said_in_a_bounded_time(string script, string said)
    {
        var error = await Should.ThrowAsync<SealException>(() => Program(script, TimeSpan.FromSeconds(0.5)).WrapAsync(new byte[] { 1 }, Cancellation));
        error.Message.ShouldContain(said);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_so() =>
        (await Should.ThrowAsync<SealException>(() => new CommandMasterKey("kms", _folder.File("none"), [], TimeSpan.FromSeconds(5)).WrapAsync(new byte[] { 1 }, Cancellation))).Message.ShouldContain("could not be started");

    private static CommandMasterKey Program(string script, TimeSpan? timeout = null)
    {
        if (OperatingSystem.IsWindows()) Need.Fail("a program to keep a key needs /bin/sh");
        return new CommandMasterKey("kms", "/bin/sh", ["-c", script], timeout ?? TimeSpan.FromSeconds(30));
    }
}
