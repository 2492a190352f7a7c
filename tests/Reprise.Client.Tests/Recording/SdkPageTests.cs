using System.Runtime.CompilerServices;

namespace Reprise.Client.Tests.Recording;

public sealed class SdkPageTests
{
    [Fact]
    public void The_code_on_the_page_is_code_that_compiles()
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "sdk.md")).ReplaceLineEndings("\n");
        var compiled = Plain(File.ReadAllText(Path.Combine(Folder(), "SdkPageSnippets.cs")));
        var blocks = page.Split("```csharp\n").Skip(1).Select(static rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]).ToList();
        blocks.Count.ShouldBeGreaterThan(1);
        foreach (var block in blocks) compiled.ShouldContain(Plain(block), Case.Sensitive);
    }

    private static string Plain(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
