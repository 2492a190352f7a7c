using System.Net;
using Reprise.Cli;
using Reprise.Cli.Backup;
using Reprise.EndToEnd.Tests.Cli;

namespace Reprise.EndToEnd.Tests.Backup;

public sealed class S3Tests(BackedUp stage) : IClassFixture<BackedUp>
{
    /// <summary>The examples of the S3 API reference, "Signature Calculations for the Authorization Header".</summary>
    public static TheoryData<string, string, string, string, string, string> Published => new()
    {
        { "GET", "/test.txt", "", "range=bytes=0-9", "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" },
        { "PUT", "/test%24file.text", "", "date=Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class=REDUCED_REDUNDANCY", "Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd" },
        { "GET", "/", "lifecycle=", "", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543" },
        { "GET", "/", "prefix=J|max-keys=2", "", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Signatures_are_those_that_were_published(string method, string path, string query, string headers, string body, string signature)
    {
        var signer = new S3Signature("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");
        var time = new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)));
        List<KeyValuePair<string, string>> all = [new("Host", "examplebucket.s3.amazonaws.com"), new("x-amz-content-sha256", hash), new("x-amz-date", S3Signature.Date(time)), .. Pairs(headers)];
        signer.Sign(method, path, Pairs(query), all, hash, time).ShouldEndWith($"Signature={signature}");
    }

    [Fact]
    public async Task A_backup_goes_to_a_bucket_and_comes_back()
    {
        await using var bucket = await FakeBucket.StartAsync(pageSize: 3);
        var settings = new RunSettings { Environment = bucket.Environment };
        string[] to = ["--s3-endpoint", bucket.Url, "--s3-region", FakeBucket.Region];
        var made = await Run.Here(settings, ["backup", "create", "--to", "s3://keep/off site/b 1/", "--server", stage.Server.Url, "--records-per-file", "50", .. to]);
        made.ExitCode.ShouldBe(0, made.Error);
        bucket.Objects.Keys.ShouldContain("off site/b 1/manifest.json");
        bucket.Objects.Count.ShouldBe(9);
        var verified = await Run.Here(settings, ["backup", "verify", "--from", "s3://keep/off site/b 1", .. to]);
        (verified.ExitCode, verified.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(0, r.Error), r => r.Error.ShouldContain("is whole: 250 records"));

        var (target, folder) = await BackupStage.EmptyServerAsync();
        using var _ = folder;
        await using var __ = target;
        bucket.IsReadOnly = true;
        var restored = await Run.Here(settings, ["backup", "restore", "--from", "s3://keep/off site/b 1", "--server", target.Url, .. to]);
        restored.ExitCode.ShouldBe(0, restored.Error);
        (await BackupStage.RecordsAsync(target.Http)).ShouldBe(await BackupStage.RecordsAsync(stage.Server.Http));
        bucket.IsReadOnly = false;

        var twice = await Run.Here(settings, ["backup", "create", "--to", "s3://keep/off site/b 1", "--server", stage.Server.Url, .. to]);
        (twice.ExitCode, twice.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("holds a complete backup"));
        bucket.Objects["off site/b 1/000003.jsonl.br"][7] ^= 1;
        var damaged = await Run.Here(settings, ["backup", "verify", "--from", "s3://keep/off site/b 1", .. to]);
        (damaged.ExitCode, damaged.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("000003.jsonl.br: its checksum"));
    }

    [Fact]
    public async Task A_failure_that_passes_is_tried_again_and_one_that_does_not_is_told()
    {
        await using var bucket = await FakeBucket.StartAsync(pageSize: 1000);
        bucket.FailNext(3, HttpStatusCode.ServiceUnavailable);
        using var place = new S3Place(bucket.Options, TimeProvider.System);
        await place.WriteAsync("a", "hello"u8.ToArray(), CancellationToken.None);
        (await place.FindAsync("a", CancellationToken.None)).ShouldBe("hello"u8.ToArray());
        (await place.FindAsync("b", CancellationToken.None)).ShouldBeNull();

        using var stranger = new S3Place(bucket.Options with { SecretAccessKey = "another-secret" }, TimeProvider.System);
        var refused = await Should.ThrowAsync<CommandFailedException>(() => stranger.WriteAsync("a", default, CancellationToken.None));
        refused.Message.ShouldContain("403 SignatureDoesNotMatch");
        refused.Message.ShouldNotContain("another-secret");
        bucket.Options.ToString().ShouldNotContain(bucket.Options.SecretAccessKey);
    }

    [Fact]
    public async Task A_bucket_that_does_not_answer_is_asked_again_and_then_named()
    {
        await using var bucket = await FakeBucket.StartAsync(pageSize: 1000);
        bucket.StallNext(1);
        using var place = new S3Place(bucket.Options with { Timeout = TimeSpan.FromMilliseconds(500) }, TimeProvider.System);
        (await place.FindAsync("b", CancellationToken.None)).ShouldBeNull();

        bucket.StallNext(100);
        using var hasty = new S3Place(bucket.Options with { Timeout = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
        (await Should.ThrowAsync<IOException>(() => hasty.FindAsync("b", CancellationToken.None))).Message.ShouldContain("The bucket at");
        using var ended = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(() => place.FindAsync("b", ended.Token));
    }

    [Fact]
    public async Task A_bucket_without_credentials_is_a_mistake_in_the_command()
    {
        var run = await Run.Here("backup", "verify", "--from", "s3://keep/b");
        (run.ExitCode, run.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("AWS_ACCESS_KEY_ID"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text) =>
        text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(pair => new KeyValuePair<string, string>(pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
}
