using Reprise.Client.Tools;
using Reprise.Tests;

namespace Reprise.Client.Tests.Tools;

public sealed class InputFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public InputFilesTests()
    {
        foreach (var name in new[] { "main.c", "src/a.c", "src/a.h", "src/deep/er/b.c", "src/deep/notes.txt", ".hidden/c.c" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.Path, name))!);
            File.WriteAllText(Path.Combine(_folder.Path, name), name);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("src/**", "src/a.c src/a.h src/deep/er/b.c src/deep/notes.txt")]
    [InlineData("src", "src/a.c src/a.h src/deep/er/b.c src/deep/notes.txt")]
    [InlineData("src/*", "src/a.c src/a.h")]
    [InlineData("**/*.c", ".hidden/c.c main.c src/a.c src/deep/er/b.c")]
    [InlineData("src/**/b.?", "src/deep/er/b.c")]
    [InlineData("**/deep/**", "src/deep/er/b.c src/deep/notes.txt")]
    [InlineData("main.c", "main.c")]
    [InlineData("./main.c", "main.c")]
    [InlineData("*.c src/*.h", "main.c src/a.h")]
    [InlineData("src/** !**/*.txt !src/a.*", "src/deep/er/b.c")]
    public async Task Patterns_find_files(string patterns, string expected) =>
        string.Join(' ', (await InputFiles.ReadAsync(_folder.Path, patterns.Split(' '))).Hashes.Keys).ShouldBe(expected);

    [Fact]
    public async Task Another_content_or_name_is_another_digest_and_another_time_is_not()
    {
        var before = await InputFiles.ReadAsync(_folder.Path, ["src/**"]);
        File.SetLastWriteTimeUtc(_folder.Path + "/src/a.c", new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await InputFiles.ReadAsync(_folder.Path, ["src/**"])).Digest.ShouldBe(before.Digest);
        File.WriteAllText(_folder.Path + "/src/a.c", "changed");
        var changed = await InputFiles.ReadAsync(_folder.Path, ["src/**"]);
        changed.Digest.ShouldNotBe(before.Digest);
        File.Move(_folder.Path + "/src/a.c", _folder.Path + "/src/z.c");
        (await InputFiles.ReadAsync(_folder.Path, ["src/**"])).Digest.ShouldNotBe(changed.Digest);
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_is_told()
    {
        var files = await InputFiles.ReadAsync(_folder.Path, ["scr/**", "main.c"]);
        files.Unmatched.ShouldBe(["scr/**"]);
        files.Hashes["main.c"].ShouldBe("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("main.c"u8)));
    }

    [Fact]
    public async Task A_link_back_to_a_folder_above_is_no_endless_circle()
    {
        Directory.CreateSymbolicLink(_folder.Path + "/src/up", _folder.Path);
        (await InputFiles.ReadAsync(_folder.Path, ["src/**/*.c"])).Hashes.Keys.ShouldBe(["src/a.c", "src/deep/er/b.c"]);
    }
}
