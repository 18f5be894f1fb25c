// Package offers carries out the actions on what is for sale where: regions, zones,
// instance types, images, stock, spot prices and spot advice.
package offers
