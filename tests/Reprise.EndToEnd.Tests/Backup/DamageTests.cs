using System.Text;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>A damaged backup is refused by the name of the file before anything is touched.</summary>
public sealed class DamageTests(BackedUp stage) : IClassFixture<BackedUp>
{
    public static TheoryData<string, string[]> Damages => new()
    {
        { "a flipped byte", ["000003.jsonl.br", "its checksum is not the one"] },
        { "a truncated file", ["000002.jsonl.br", "and should have"] },
        { "a missing file", ["000004.jsonl.br", "it is missing"] },
        { "two files swapped", ["000003.jsonl.br", "000004.jsonl.br"] },
        { "a manifest with another count", ["manifest.json", "changed after it was written"] },
        { "a manifest without its last file", ["manifest.json", "changed after it was written"] },
        { "a manifest cut off", ["manifest.json", "only part of one"] },
        { "a manifest of something else", ["manifest.json", "not the manifest of a Reprise backup"] },
        { "a newer format", ["manifest.json", "a newer Reprise wrote"] },
        { "no manifest", ["manifest.json", "is missing"] },
        { "an unfinished backup", ["is not finished"] },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_named_and_nothing_is_touched(string damage, string[] told)
    {
        using var folder = new TempFolder();
        var backup = folder.File("backup");
        BackupStage.Copy(stage.Plain, backup);
        await DamageAsync(backup, damage);
        var data = Directory.CreateDirectory(folder.File("data")).FullName;

        foreach (var part in told) (await BackupStage.BackupAsync(1, "verify", "--from", backup)).Error.ShouldContain(part);
        var restore = await BackupStage.BackupAsync(1, "restore", "--from", backup, "--data", data);
        foreach (var part in told) restore.Error.ShouldContain(part);
        Directory.GetFileSystemEntries(data).ShouldBeEmpty("the data folder was not opened");
    }

    [Fact]
    public async Task Every_damaged_file_is_named()
    {
        using var folder = new TempFolder();
        BackupStage.Copy(stage.Encrypted, folder.File("b"));
        foreach (var name in new[] { "000002", "000005" }) await FlipAsync(Path.Combine(folder.File("b"), $"{name}.jsonl.br.enc"));
        var run = await BackupStage.BackupAsync(1, "verify", "--from", folder.File("b"), "--key-file", stage.KeyFile);
        run.Error.ShouldContain("000002.jsonl.br.enc: ");
        run.Error.ShouldContain("000005.jsonl.br.enc: ");
        run.Error.ShouldNotContain("000003");
        run.Error.ShouldContain("2 of its 8 files");
    }

    [Fact]
    public async Task A_manifest_of_an_encrypted_backup_cannot_be_forged_without_the_key()
    {
        using var folder = new TempFolder();
        BackupStage.Copy(stage.Encrypted, folder.File("b"));
        var path = Path.Combine(folder.File("b"), "manifest.json");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var body = text[..text.LastIndexOf(",\n  \"seal\"", StringComparison.Ordinal)].Replace("\"lines\": 50", "\"lines\": 49", StringComparison.Ordinal);
        var seal = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        await File.WriteAllTextAsync(path, $"{body},\n  \"seal\": \"{seal}\"\n}}\n", TestContext.Current.CancellationToken);
        (await BackupStage.BackupAsync(1, "verify", "--from", folder.File("b"), "--key-file", stage.KeyFile)).Error.ShouldContain("manifest.json: it was changed after it was written.");
    }

    [Fact]
    public async Task An_unfinished_backup_that_lost_a_file_is_not_gone_on_with()
    {
        using var folder = new TempFolder();
        BackupStage.Copy(stage.Plain, folder.File("b"));
        await UnfinishAsync(folder.File("b"));
        File.Delete(Path.Combine(folder.File("b"), "000001.jsonl.br"));
        (await BackupStage.BackupAsync(1, "create", "--to", folder.File("b"), "--server", stage.Server.Url)).Error.ShouldContain("000001.jsonl.br: it is missing");
    }

    private static async Task DamageAsync(string backup, string damage)
    {
        string Of(string name) => Path.Combine(backup, name);
        var manifest = Of("manifest.json");
        switch (damage)
        {
            case "a flipped byte":
                await FlipAsync(Of("000003.jsonl.br"));
                break;
            case "a truncated file":
                await using (var file = File.OpenWrite(Of("000002.jsonl.br"))) file.SetLength(file.Length - 1);
                break;
            case "a missing file":
                File.Delete(Of("000004.jsonl.br"));
                break;
            case "two files swapped":
                File.Move(Of("000003.jsonl.br"), Of("x"));
                File.Move(Of("000004.jsonl.br"), Of("000003.jsonl.br"));
                File.Move(Of("x"), Of("000004.jsonl.br"));
                break;
            case "a manifest with another count":
                await EditAsync(manifest, text => text.Replace("\"lines\": 50", "\"lines\": 51", StringComparison.Ordinal));
                break;
            case "a manifest without its last file":
                await EditAsync(manifest, text => text[..text.LastIndexOf("    {", StringComparison.Ordinal)].TrimEnd().TrimEnd(',') + "\n  ]" + text[text.LastIndexOf(",\n  \"seal\"", StringComparison.Ordinal)..]);
                break;
            case "a manifest cut off":
                await EditAsync(manifest, text => text[..(text.Length / 2)]);
                break;
            case "a manifest of something else":
                await File.WriteAllTextAsync(manifest, """{"format":"photo album","version":1}""");
                break;
            case "a newer format":
                await EditAsync(manifest, text => text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal));
                break;
            case "no manifest":
                File.Delete(manifest);
                break;
            default:
                await UnfinishAsync(backup);
                break;
        }
    }

    /// <summary>As a kill before the last step leaves it.</summary>
    private static async Task UnfinishAsync(string backup)
    {
        var path = Path.Combine(backup, "manifest.json");
        var (manifest, _) = Reprise.Cli.Backup.ManifestFile.Read(await File.ReadAllBytesAsync(path), null);
        await File.WriteAllBytesAsync(path, Reprise.Cli.Backup.ManifestFile.Write(manifest with { CompletedAt = null }, null));
    }

    private static async Task FlipAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }

    private static async Task EditAsync(string path, Func<string, string> edit)
    {
        var text = await File.ReadAllTextAsync(path);
        edit(text).ShouldNotBe(text);
        await File.WriteAllTextAsync(path, edit(text));
    }
}
