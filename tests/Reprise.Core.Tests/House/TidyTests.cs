using System.Text.RegularExpressions;

namespace Reprise.Core.Tests.House;

/// <summary>The house style where a machine can read it. What is searched for is put together here, so that this file does not find itself.</summary>
public sealed partial class TidyTests
{
    private const int MostLines = 400;

    [Fact]
    public void No_file_of_code_is_longer_than_400_lines()
    {
        string[] generated = [".g.cs", ".d.ts"];
        var tooLong = Repository.With(".cs", ".ts", ".tsx", ".css", ".sh", ".sql")
            .Where(file => !generated.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => (File: file, Lines: Repository.Lines(file).Length))
            .Where(found => found.Lines > MostLines)
            .Select(found => $"{found.File}: {found.Lines} lines");
        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Find(Repository.With(".cs"), line => EmptyName().IsMatch(line)).ShouldBeEmpty();

    [Fact]
    public void No_leftovers_wait_for_a_later_day()
    {
        string[] words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "XX" + "X:"];
        Find(Code(), line => words.Any(word => line.Contains(word, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine()
    {
        string[] paths = ["/wo" + "rk/", "/ro" + "ot/", "/Use" + "rs/", @"C:\Use" + "rs", "/ho" + "me/"];
        Find(Repository.TextFiles, line => paths.Any(path => line.Contains(path, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void No_file_names_a_package_registry()
    {
        // They differ from machine to machine; lock files must work with all of them.
        string[] hosts = ["registry.npm" + "js", "registry.yarn" + "pkg", "api.nu" + "get.org", "nuget.pkg.git" + "hub", "npm.pkg.git" + "hub", "deb.deb" + "ian.org", "\"resol" + "ved\": \"http"];
        Find(Repository.TextFiles, line => hosts.Any(host => line.Contains(host, StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();
    }

    [Fact]
    public void A_suppressed_warning_gives_its_reason_on_the_same_line()
    {
        const string Pragma = "#pragma warning " + "disable";
        Find(Repository.With(".cs"), line => line.TrimStart().StartsWith(Pragma, StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)).ShouldBeEmpty();
        Find(Repository.With(".cs"), line => line.Contains("[Suppress" + "Message(", StringComparison.Ordinal) && !line.Contains("Justification", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Package_versions_stand_in_one_file_only() =>
        Find(Repository.With(".csproj", ".props", ".targets").Where(file => file != "Directory.Packages.props"),
            line => line.Contains("<PackageReference", StringComparison.Ordinal) && line.Contains("Version", StringComparison.Ordinal)).ShouldBeEmpty();

    private static IEnumerable<string> Code() => Repository.With(".cs", ".ts", ".tsx", ".css", ".sh", ".sql", ".md", ".csproj", ".props", ".mjs", ".js").Concat(["reprise", "test"]);

    private static IEnumerable<string> Find(IEnumerable<string> files, Func<string, bool> isWrong) =>
        files.SelectMany(file => Repository.Lines(file).Select((line, index) => (Line: line, Where: $"{file}:{index + 1}"))).Where(found => isWrong(found.Line)).Select(found => $"{found.Where}: {found.Line.Trim()}");

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) \w*(?:Manager|Helper|Helpers|Util|Utils|Utility)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmptyName();
}
