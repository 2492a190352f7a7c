using Reprise.Datasets;

namespace Reprise.Core.Tests.Datasets;

/// <summary>Datasets named in one word.</summary>
public sealed class DatasetReferenceTests
{
    [Theory]
    [InlineData("support", "support", null)]
    [InlineData("support@3", "support", 3)]
    [InlineData("@1", "", 1)]
    public void A_name_may_have_a_version_behind_it(string text, string name, int? version) => DatasetReference.Parse(text).ShouldBe(new DatasetReference(name, version));

    [Theory]
    [InlineData("support@")]
    [InlineData("support@0")]
    [InlineData("support@-1")]
    [InlineData("support@1@2")]
    [InlineData("support@latest")]
    public void What_is_no_version_is_told(string text) => Should.Throw<FormatException>(() => DatasetReference.Parse(text)).Message.ShouldContain("whole number");
}
