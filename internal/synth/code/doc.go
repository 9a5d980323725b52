// Package code says what the code of a Lambda function is made from, in any
// language: [Main]. It knows nothing of how, which is up to the packages
// gobuild, nodebuild and pybuild, and nothing of the CDK, so that the local
// server can read the recipe of a cloud assembly.
//
//	recipe, err := code.ReadRecipe("cdk.out")
//	for _, f := range recipe.Functions {
//		fmt.Println(f.Path, f.Main.Language)
//	}
package code
