using Xunit;

namespace DpuIpam.Build.Tests;

/// <summary>One thing wrong at a time, and the one error it gives: where it is and what it says.</summary>
public class SchemaTests
{
    private const StringComparison Exactly = StringComparison.Ordinal;

    private const string Metadata = """
        ```yaml
        Type: System.String
        DefaultValue: ''
        SupportsWildcards: false
        Aliases: []
        ParameterSets:
        - Name: Path
          Position: 0
          IsRequired: true
          ValueFromPipeline: true
          ValueFromPipelineByPropertyName: false
          ValueFromRemainingArguments: false
        DontShow: false
        AcceptedValues: []
        HelpMessage: ''
        ```
        """;

    /// <summary>What is replaced, by what, the text whose line the error names, the error.</summary>
    public static TheoryData<string, string, string, string> Violations => new()
    {
        // Front matter
        {
            "document type: cmdlet", "document type: page",
            "document type",
            "'document type' is 'page'; in this page it must be 'cmdlet'."
        },
        {
            "2024-05-01", "2.0.0",
            "PlatyPS schema",
            "'PlatyPS schema version' is '2.0.0'; in this page it must be '2024-05-01'."
        },
        {
            "title: Get-SamplePool", "title: Get-Pool",
            "title:",
            "'title' is 'Get-Pool'; in this page it must be 'Get-SamplePool'."
        },
        {
            "Locale: en-US\n", "",
            "---",
            "The front matter's key 'Locale' is missing."
        },
        {
            "Locale: en-US", "Locale: 'en-US",
            "Locale",
            "This is not valid YAML: "
        },
        {
            "-Help.xml", ".xml",
            "external help",
            "'DpuIpam.Build.Tests.dll.xml' is no name of a help file: write <assembly>.dll-Help.xml."
        },
        {
            "HelpUri: ''", "HelpUri: pools.html",
            "HelpUri",
            "'pools.html' is no http or https address: correct it, or leave it empty ('')."
        },

        // Sections
        {
            "# Get-SamplePool\n", "# Pools\n",
            "# Pools",
            "The front matter must be followed by the title '# Get-SamplePool', which is the file's name."
        },
        {
            "## SYNOPSIS", "Lost.\n\n## SYNOPSIS",
            "Lost.",
            "Text before '## SYNOPSIS' isn't carried into the help: move it below a heading."
        },
        {
            "## NOTES", "# NOTES",
            "# NOTES",
            "A page has one title: make this heading '## ' or '### '."
        },
        {
            "## NOTES\n", "## NOTES\n\n## REMARKS\n",
            "## REMARKS",
            "The heading '## REMARKS' is unknown. A page's sections are SYNOPSIS, "
        },
        {
            "## NOTES\n", "## NOTES\n\n## NOTES\n",
            "## NOTES\n\nPools",
            "'## NOTES' is here a second time: merge it with line "
        },
        {
            "## NOTES\n", "",
            "---",
            "The section '## NOTES' is missing."
        },
        {
            "## INPUTS", "## OUTPUTS\n\n## INPUTS",
            "## INPUTS",
            "'## INPUTS' comes too late: it belongs before '## OUTPUTS'."
        },
        {
            "Nothing is cached.", "{{ Fill in the Notes }}",
            "{{ Fill",
            "The template's placeholder '{{ Fill in the Notes }}' is still here: replace it or remove it."
        },
        {
            "Nothing is cached.", "Nothing is \u001b[1mcached.",
            "Nothing is",
            "This line has a control character, which XML can't hold: remove it."
        },
        {
            "Nothing is cached.", "<div>Nothing</div>",
            "<div>",
            "HTML can't be shown in a console: write it as Markdown."
        },

        // Synopsis, syntax, description
        {
            "Gets pools from a cluster or from a folder of manifests.\n", "",
            "## SYNOPSIS",
            "The synopsis must be one paragraph: say in a sentence what the cmdlet does."
        },
        {
            "manifests.\n\n## SYNTAX", "manifests.\n\nAnd more.\n\n## SYNTAX",
            "## SYNOPSIS",
            "The synopsis must be one paragraph: "
        },
        {
            "```\nGet-SamplePool [-Path] <string> [-Kind <PoolKind>] [-Force] [-WhatIf] [<CommonParameters>]\n```\n",
            "",
            "### Path",
            "The syntax block of 'Path' is missing: add one code block."
        },
        {
            "Get-SamplePool [-Path]", "Get-Pool [-Path]",
            "Get-Pool",
            "The syntax must begin with 'Get-SamplePool'."
        },
        {
            "[-WhatIf]\n [<CommonParameters>]", "[-WhatIf]\n [-Broken <a b>]",
            " [-Broken",
            "The syntax can't be read from '[-Broken <a b>]' on: write it as Get-Command -Syntax does."
        },
        {
            "### Path\n", "### Path (Default)\n",
            "### Path",
            "Only one parameter set can be the default: remove '(Default)' here or above."
        },
        {
            "### Path\n", "Text.\n\n### Path\n",
            "### Name",
            "The syntax block of 'Name (Default)' is missing: "
        },
        {
            "### Name (Default)", "Text.\n\n### Name (Default)",
            "Text.",
            "Text right below '## SYNTAX' isn't carried into the help: put it below '### <parameter set>'."
        },

        // Examples
        {
            "### Example 2: Get one pool", "### Get one pool",
            "### Get one",
            "'### Get one pool' must be '### Example 2: <title>' here."
        },
        {
            "### Example 2", "### Example 4",
            "### Example 4",
            "'### Example 4: Get one pool' must be '### Example 2: <title>' here."
        },
        {
            "```powershell\nGet-SamplePool pool1\n```", "Just do it.",
            "### Example 2",
            "The example has no code: add a ```powershell block."
        },
        {
            "```Output\n   Cluster", "```\n   Cluster",
            "```\n   Cluster",
            "This code block has no language: write ```powershell for code, ```Output for output."
        },

        // Parameters
        {
            "The folder of manifests to read.\n", "",
            "### -Path",
            "'-Path' has no description: say what it does before its YAML block."
        },
        {
            Metadata, "",
            "### -Path",
            "'-Path' has no metadata: add its ```yaml block."
        },
        {
            "### -Path", "### Path of the folder",
            "### Path of",
            "'### Path of the folder' is no parameter: write '### -<name>'."
        },
        {
            "### -WhatIf", "More.\n\n### -WhatIf",
            "More.",
            "Text after the metadata of '-Path' isn't carried into the help: move it up."
        },
        {
            "### CommonParameters", "### -Common",
            "### -Common",
            "'-Common' has no metadata: add its ```yaml block."
        },
        {
            "DefaultValue: '*'", "Default value: '*'",
            "Default value",
            "The key 'Default value' is unknown here. Known: Type, ParameterSets, DefaultValue, "
        },
        {
            "Type: System.String\n", "",
            "DefaultValue: ''\nSupportsWildcards: false\nAliases: []\nParameterSets:\n- Name: Path",
            "The key 'Type' is missing here."
        },
        {
            "SupportsWildcards: true", "SupportsWildcards: yes",
            "SupportsWildcards: yes",
            "'SupportsWildcards: yes' is neither true nor false."
        },
        {
            "Position: Named", "Position: last",
            "Position: last",
            "'Position: last' is neither a number nor Named."
        },
        {
            "Aliases:\n- wi", "Aliases: [wi",
            "```yaml\nType: System.Management.Automation.SwitchParameter\n"
            + "DefaultValue: False\nSupportsWildcards: false\nAliases: [wi",
            "This is not valid YAML: a bracket or a quote may be open."
        },

        // Syntax and parameters that don't agree
        {
            "[-Force] [-WhatIf]\n", "[-WhatIf]\n",
            "### -Force",
            "-Force is in the set 'Name', but its syntax (line "
        },
        {
            "[-Force] [-WhatIf]\n", "[-Force] [-All]\n [-WhatIf]\n",
            "[-Force] [-All]",
            "The syntax has -All, which '## PARAMETERS' doesn't describe: add '### -All'."
        },
        {
            "[-Force] [-WhatIf]\n", "[-Force]\n [-Path <string>] [-WhatIf]\n",
            " [-Path <string>]",
            "The syntax of 'Name' has -Path, whose metadata (line "
        },
        {
            "[[-Name] <string[]>]", "[-Name] <string[]>",
            "[-Name] <string[]>",
            "-Name is required in this syntax, but its metadata (line "
        },
        {
            "[[-Name] <string[]>]", "[-Name <string[]>]",
            "[-Name <string[]>]",
            "-Name is named in this syntax, but its metadata (line "
        },
        {
            "[[-Name] <string[]>]", "[-Name]",
            "[-Name]",
            "-Name is a switch in this syntax, but its metadata (line "
        },
        {
            "- Name: Path", "- Name: Folder",
            "- Name: Folder",
            "-Path is in the parameter set 'Folder', which '## SYNTAX' doesn't have."
        },
        {
            "DontShow: false", "DontShow: true",
            "### -Force",
            "-Force has 'DontShow: true', but the syntax (line "
        },
        {
            "### -Kind", "### -Force",
            "### -Force\n\nThe kind",
            "-Force is described twice."
        },
        {
            "### Path\n", "### Name\n",
            "### Name\n\n```\nGet-SamplePool [-Path]",
            "The parameter set 'Name' is here twice."
        },
        {
            "- Name: Path\n  Position: 0\n  IsRequired: true\n  ValueFromPipeline: true\n"
            + "  ValueFromPipelineByPropertyName: false\n  ValueFromRemainingArguments: false\n",
            "",
            "### -Path",
            "The metadata of -Path names no parameter set: list them, or '(All)'."
        },

        // Links
        {
            "- [nv-ipam]", "- see [nv-ipam]",
            "- see",
            "This related link is none: write '- [text](address)'."
        },
        {
            "- [Set-SamplePool](Set-SamplePool.md)\n", "Some links:\n\n",
            "Some links",
            "Related links are a list: write '- [text](address)'."
        },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_page_that_breaks_the_schema_is_an_error(string text, string replacement, string at, string error)
    {
        using var sample = new Sample().Replace(text.ReplaceLineEndings("\n"), replacement);
        Assert.Equal(1, sample.Build());
        var expected = sample.Error(Sample.Name, sample.LineOf(at), error);
        Assert.Contains(sample.Errors, message => message.StartsWith(expected, Exactly));
    }

    [Fact]
    public void The_sample_itself_has_no_error()
    {
        using var sample = new Sample();
        Assert.Equal(0, sample.Build());
        Assert.Empty(sample.Errors);
    }

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_their_lines()
    {
        using var sample = new Sample()
            .Replace("Gets pools from a cluster or from a folder of manifests.\n", "")
            .Replace("Gets hidden pools, too.\n", "")
            .Replace("## NOTES", "## REMARKS");
        Assert.Equal(1, sample.Build());
        Assert.Collection(
            sample.Errors,
            error => Assert.Contains("(1): error DPU001: The section '## NOTES' is missing.", error, Exactly),
            error => Assert.Contains("The synopsis must be one paragraph", error, Exactly),
            error => Assert.Contains("'-Force' has no description", error, Exactly),
            error => Assert.Contains("The heading '## REMARKS' is unknown", error, Exactly));
    }

    [Fact]
    public void A_page_without_front_matter_is_one_error()
    {
        using var sample = new Sample();
        Assert.Equal(1, sample.Build((Sample.Name, "# Get-SamplePool\n")));
        Assert.EndsWith(
            "(1): error DPU001: The front matter is missing: begin with the keys of a PlatyPS page between '---'.",
            Assert.Single(sample.Errors),
            Exactly);
    }
}
